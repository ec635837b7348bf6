"""A worker's environment variables: Lambda's own, then the function's, and nothing of the emulator's."""

from emulator.functions.code_store import CodePaths
from emulator.functions.function_version import FunctionVersion

ACCESS_KEY_ID = "ASIAEMULATOR00000000"
SECRET_ACCESS_KEY = "emulator"  # noqa: S105 - every function's, and worth nothing anywhere else

# A function's variables may not replace these: CreateFunction refuses them on AWS.
RESERVED_VARIABLES = {
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
}


def worker_environment(
    version: FunctionVersion, paths: CodePaths, *, runtime_api: str, log_stream: str, endpoint_url: str
) -> dict[str, str]:
    """`runtime_api` is host and port, as awslambdaric wants it."""
    reserved = {
        "_HANDLER": version.handler,
        "AWS_DEFAULT_REGION": version.region,
        "AWS_REGION": version.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{version.runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": version.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(version.memory_mb),
        "AWS_LAMBDA_FUNCTION_VERSION": version.version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": version.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        # They let an SDK sign; only in presigned URLs does anyone look at the signature.
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_SESSION_TOKEN": "emulator",
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "LAMBDA_TASK_ROOT": str(paths.task),
        "LAMBDA_RUNTIME_DIR": str(paths.runtime),
    }
    replaceable = {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
        # Without a home of its own an SDK would read the profile of whoever runs the emulator.
        "HOME": str(paths.home),
        "LANG": "en_US.UTF-8",
        "LD_LIBRARY_PATH": f"{paths.task}:{paths.task}/lib:{paths.opt}/lib",
        "PATH": f"/usr/local/bin:/usr/bin:/bin:{paths.opt}/bin",
        "TZ": ":UTC",
    }
    own = {name: value for name, value in version.variables if name not in RESERVED_VARIABLES}
    return replaceable | own | reserved
