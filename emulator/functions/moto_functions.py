"""moto's functions and layers as `FunctionVersion`s, and moto's own invocations on our workers."""

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import LambdaBackend, LambdaFunction, lambda_backends

from emulator.functions.function_version import Archive, FunctionVersion, Resolved
from emulator.functions.invocation import Functions, Refusal


class MotoFunctions:
    """Implements `FunctionRegistry` over moto's Lambda backends."""

    def __init__(self, account_id: str, region: str) -> None:
        self._account_id = account_id
        self._region = region
        self._versions: WeakKeyDictionary[LambdaFunction, tuple[tuple[Any, ...], FunctionVersion]] = WeakKeyDictionary()

    def find(self, function_arn: str) -> Resolved | Refusal:
        region, account_id, name, qualifier = self._split(function_arn)
        arn = f"arn:aws:lambda:{region}:{account_id}:function:{name}" + (f":{qualifier}" if qualifier else "")
        try:
            backend = lambda_backends[account_id][region]
            function = backend.get_function(name, qualifier)
        except (UnknownFunctionException, KeyError):
            return Refusal(404, "ResourceNotFoundException", f"Function not found: {arn}")
        return Resolved(self._version(function, backend), arn, function.reserved_concurrency)

    def _split(self, function_arn: str) -> tuple[str, str, str, str | None]:
        """An ARN, an account's "123456789012:function:name", or a name; each with a qualifier or without."""
        parts = function_arn.split(":")
        region, account_id = self._region, self._account_id
        if parts[0] == "arn" and len(parts) >= 7:
            region, account_id = parts[3], parts[4]
            parts = parts[6:]
        elif len(parts) >= 3 and parts[1] == "function":
            account_id = parts[0]
            parts = parts[2:]
        return region, account_id, parts[0], ":".join(parts[1:]) or None

    def _version(self, function: LambdaFunction, backend: LambdaBackend) -> FunctionVersion:
        """moto changes a function by setting its attributes anew, so that looking at them tells of every change."""
        marks = (
            function.code_bytes if hasattr(function, "code_bytes") else None,
            function.environment_vars,
            function.layers,
            function.handler,
            function.run_time,
            function.timeout,
            function.memory_size,
            function.version,
        )
        known = self._versions.get(function)
        if known is not None and all(now is then for now, then in zip(marks, known[0], strict=True)):
            return known[1]
        version = _read(function, backend)
        self._versions[function] = (marks, version)
        return version


def run_invocations_on(functions: Functions, loop: asyncio.AbstractEventLoop) -> None:
    """Every invocation that moto makes itself (events of S3, SNS, SQS, streams, rotations) goes to our workers.

    `LambdaFunction.invoke` is where all of these meet; moto's own body of it starts a Docker container.
    """

    def invoke(self: LambdaFunction, body: str, request_headers: Any, response_headers: Any) -> bytes:  # noqa: ARG001
        invocation = functions.invoke(f"{_unqualified(self)}:{self.version}", (body or "{}").encode())
        outcome = asyncio.run_coroutine_threadsafe(invocation, loop).result()
        if isinstance(outcome, Refusal):
            response_headers["x-amz-function-error"] = outcome.code
            return outcome.message.encode()
        if outcome.function_error:
            response_headers["x-amz-function-error"] = outcome.function_error
        return outcome.payload

    LambdaFunction.invoke = invoke  # type: ignore[method-assign] # moto has no setting for who invokes


def _read(function: LambdaFunction, backend: LambdaBackend) -> FunctionVersion:
    is_image = function.package_type == "Image"
    _forget_base64(function.code)
    return FunctionVersion(
        function_arn=_unqualified(function),
        name=function.function_name,
        version=str(function.version),
        region=function.region,
        runtime="" if is_image else (function.run_time or ""),
        handler=function.handler or "",
        timeout_seconds=int(function.timeout),
        memory_mb=int(function.memory_size),
        variables=tuple(sorted((function.environment_vars or {}).items())),
        code=Archive(function.code_sha_256, b"" if is_image else function.code_bytes),
        layers=tuple(_layer(layer["Arn"], backend) for layer in function.layers),
    )


def _layer(arn: str, backend: LambdaBackend) -> Archive:
    """A layer version that has been deleted cannot be unpacked; AWS keeps it for the functions that have it."""
    layer = backend.layers_versions_by_arn(arn)
    if layer is None:
        return Archive(arn, b"")
    _forget_base64(layer.content)
    return Archive(layer.code_sha_256, layer.code_bytes)


def _forget_base64(code: dict[str, Any]) -> None:
    """moto keeps an archive twice, as bytes and as the text that it came in; of a layer that is 67 MB."""
    code.pop("ZipFile", None)


def _unqualified(function: LambdaFunction) -> str:
    return ":".join(function.function_arn.split(":")[:7])
