"""moto's functions and layers, with Lambda's checks, the settings that moto drops, and their archives on disk.

moto makes its functions of the classes that it finds in its own module; `extend_moto` puts these there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moto.awslambda import models
from moto.awslambda.exceptions import InvalidParameterValueException, LambdaClientError
from moto.awslambda.models import EventInvokeConfig, LambdaBackend, LambdaFunction, LayerVersion, lambda_backends

from emulator.functions.archives import UnusableArchiveError, keep
from emulator.functions.function_limits import (
    MAX_UPLOAD_BYTES,
    problem_with_runtime,
    problem_with_size,
    problem_with_variables,
)
from emulator.functions.function_version import Archive

# What UpdateFunctionConfiguration may change and moto does not: the attribute that GetFunction reads.
_UPDATABLE = {"TracingConfig": "tracing_config", "KMSKeyArn": "kms_key_arn"}
# What moto sets of new code, before it can be found bad.
_CODE_ATTRIBUTES = ("code_size", "code_sha_256", "code_digest")


class CheckedFunction(LambdaFunction):
    """moto publishes a version by copying the function: what is assigned anew, and never changed, is frozen by that."""

    archives: Path
    archive: Archive | None = None
    layer_archives: tuple[Archive, ...] = ()
    dead_letter_config: Mapping[str, str] = {}
    logging_config: Mapping[str, str] = {}

    def __init__(self, account_id: str, spec: dict[str, Any], region: str, version: str | int = 1) -> None:
        _refuse(problem_with_runtime(spec.get("Runtime") or "", spec.get("PackageType") or "Zip"))
        _refuse(problem_with_variables((spec.get("Environment") or {}).get("Variables") or {}))
        super().__init__(account_id, spec, region, version)
        self.dead_letter_config = spec.get("DeadLetterConfig") or {}
        self.logging_config = spec.get("LoggingConfig") or {}

    @property
    def code_bytes(self) -> bytes:
        """An attribute of moto's, which would stay in memory."""
        return self.archive.path.read_bytes() if self.archive else b""

    @code_bytes.setter
    def code_bytes(self, content: bytes) -> None:
        self._upload = content

    def update_configuration(self, config_updates: dict[str, Any]) -> dict[str, Any]:
        _refuse(problem_with_runtime(config_updates.get("Runtime") or self.run_time or "", self.package_type))
        _refuse(problem_with_variables((config_updates.get("Environment") or {}).get("Variables") or {}))
        if "Environment" in config_updates:
            config_updates["Environment"].setdefault("Variables", {})
        super().update_configuration(config_updates)
        for member, attribute in _UPDATABLE.items():
            if member in config_updates:
                setattr(self, attribute, config_updates[member])
        if "EphemeralStorage" in config_updates:
            self.ephemeral_storage = config_updates["EphemeralStorage"]["Size"]
        if "DeadLetterConfig" in config_updates:
            self.dead_letter_config = config_updates["DeadLetterConfig"]
        if "LoggingConfig" in config_updates:
            self.logging_config = config_updates["LoggingConfig"]
        return self.get_configuration()

    def get_configuration(self, on_create: bool = False) -> dict[str, Any]:
        configuration = super().get_configuration(on_create)
        if self.dead_letter_config.get("TargetArn"):
            configuration["DeadLetterConfig"] = dict(self.dead_letter_config)
        return configuration | {"LoggingConfig": self._logging()}

    def _logging(self) -> dict[str, str]:
        """With Lambda's defaults: levels are for logs in JSON alone."""
        group = {"LogGroup": f"/aws/lambda/{self.function_name}"}
        if self.logging_config.get("LogFormat") != "JSON":
            return {"LogFormat": "Text", **group, **self.logging_config}
        return {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", **group, **self.logging_config}

    def _set_function_code(self, updated_spec: dict[str, Any]) -> None:
        _check_upload(updated_spec, "CreateFunction" if updated_spec is self.code else "UpdateFunctionCode")
        self._upload = b""
        before = {name: getattr(self, name, None) for name in _CODE_ATTRIBUTES}
        super()._set_function_code(updated_spec)
        # moto keeps the text that an archive came in, 67 MB for a full one.
        self.code.pop("ZipFile", None)
        try:
            self._take_upload()
        except InvalidParameterValueException:
            self.__dict__.update(before)
            raise

    def _take_upload(self) -> None:
        upload, self._upload = self._upload, b""
        if upload:
            archive = _keep(upload, self.code_sha_256, self.archives)
            _refuse(problem_with_size(archive, self.layer_archives))
            self.archive = archive

    def _get_layers_data(self, layers_versions_arns: list[str]) -> list[Any]:
        """A function keeps what a layer version holds, though the version be deleted."""
        data: list[Any] = super()._get_layers_data(layers_versions_arns)
        backend = lambda_backends[self.account_id][self.region]
        versions = [backend.layers_versions_by_arn(arn) for arn in layers_versions_arns]
        layers = tuple(version.archive for version in versions if isinstance(version, CheckedLayerVersion))
        _refuse(problem_with_size(self.archive, layers))
        self.layer_archives = layers
        return data


class CheckedLayerVersion(LayerVersion):
    archives: Path
    archive: Archive
    _upload = b""

    def __init__(self, spec: dict[str, Any], account_id: str, region: str) -> None:
        _check_upload(spec["Content"], "PublishLayerVersion")
        super().__init__(spec, account_id, region)
        self.archive = _keep(self._upload, self.code_sha_256, self.archives)
        self._upload = b""
        self.content.pop("ZipFile", None)

    @property
    def code_bytes(self) -> bytes:
        return self.archive.path.read_bytes()

    @code_bytes.setter
    def code_bytes(self, content: bytes) -> None:
        self._upload = content


def extend_moto(archives: Path) -> None:
    """`archives` is where uploads are kept."""
    CheckedFunction.archives = CheckedLayerVersion.archives = archives
    models.LambdaFunction = CheckedFunction  # type: ignore[misc] # moto has no setting for it
    models.LayerVersion = CheckedLayerVersion  # type: ignore[misc] # there is no setting for it
    backend: Any = LambdaBackend
    backend.put_function_event_invoke_config = _put_event_invoke_config
    backend.update_function_event_invoke_config = _update_event_invoke_config


def unqualified_arn(function: LambdaFunction) -> str:
    return ":".join(function.function_arn.split(":")[:7])


def _put_event_invoke_config(backend: LambdaBackend, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
    """moto adds one more to a list, and goes on with the first. A function has one here, whatever the qualifier."""
    function = backend.get_function(function_name)
    written = EventInvokeConfig(f"{function.function_arn}:$LATEST", function.last_modified, config)
    function.event_invoke_config[:] = [written]
    answer: dict[str, Any] = written.response()
    return answer


def _update_event_invoke_config(backend: LambdaBackend, function_name: str, config: dict[str, Any]) -> dict[str, Any]:
    present = backend.get_function(function_name).event_invoke_config
    return _put_event_invoke_config(backend, function_name, {**(present[0].config if present else {}), **config})


def _keep(upload: bytes, sha256: str, archives: Path) -> Archive:
    try:
        return keep(upload, sha256, archives)
    except UnusableArchiveError as error:
        raise InvalidParameterValueException(str(error)) from None


def _check_upload(code: Mapping[str, Any], operation: str) -> None:
    if len(code.get("ZipFile") or "") > MAX_UPLOAD_BYTES:
        raise _TooLargeError(f"Request must be smaller than {MAX_UPLOAD_BYTES} bytes for the {operation} operation")


class _TooLargeError(LambdaClientError):
    code = 413

    def __init__(self, message: str) -> None:
        super().__init__("RequestEntityTooLargeException", message)


def _refuse(problem: str | None) -> None:
    if problem is not None:
        raise InvalidParameterValueException(problem)
