"""What a stage must be, and what must be there before it."""

import re
from collections.abc import Mapping

from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.store import Document, RestApi

NO_DEPLOYMENT = "Deployment id does not exist"
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_VARIABLE_NAME = re.compile(r"\w+", re.ASCII)
_VARIABLE_VALUE = re.compile(r"[A-Za-z0-9\-._~:/?#&=,]+")
# Quotas of the developer guide that cannot be raised.
_MOST_VARIABLES, _LONGEST_VARIABLE_NAME, _LONGEST_VARIABLE_VALUE = 100, 64, 512


def refuse_stage(api: RestApi, stage: Document) -> Refusal | None:
    canary = stage.get("canarySettings", {})
    documentation = stage.get("documentationVersion")
    if not _NAME.fullmatch(stage["stageName"]):
        return bad_request("Stage name only allows a-zA-Z0-9_-")
    if stage["deploymentId"] not in api.deployments:
        return not_found("Invalid Deployment identifier specified")
    if canary and canary["deploymentId"] not in api.deployments:
        return bad_request(NO_DEPLOYMENT)
    if canary and not 0 <= canary["percentTraffic"] <= 100:
        return bad_request("Canary percentTraffic must be between 0.0 and 100.0")
    if documentation and documentation not in api.documentation_versions:
        return not_found("Invalid Documentation version specified")
    return _refuse_variables(stage.get("variables", {})) or _refuse_variables(canary.get("stageVariableOverrides", {}))


def refuse_logging(account: Document, before: Document, after: Document) -> Refusal | None:
    """What is switched on needs the role by which the account lets API Gateway write logs; what was on stays on."""
    if account.get("cloudwatchRoleArn") or _logged(after) <= _logged(before):
        return None
    return bad_request("CloudWatch Logs role ARN must be set in account settings to enable logging")


def _logged(stage: Document) -> set[tuple[str, str]]:
    """Where CloudWatch logs are written from; an access log in Firehose needs no role of the account's."""
    settings: Mapping[str, Document] = stage.get("methodSettings", {})
    levels = {(method, setting.get("loggingLevel", "OFF")) for method, setting in settings.items()}
    destination = stage.get("accessLogSettings", {}).get("destinationArn", "")
    access = {("accessLogSettings", destination)} if ":logs:" in destination else set()
    return {(method, level) for method, level in levels if level != "OFF"} | access


def _refuse_variables(variables: Mapping[str, str]) -> Refusal | None:
    if len(variables) > _MOST_VARIABLES:
        return bad_request(f"A stage has at most {_MOST_VARIABLES} variables")
    for name, value in variables.items():
        if not _VARIABLE_NAME.fullmatch(name):
            return bad_request(f"Invalid stage variable name: {name}.  Please use names with only word characters.")
        if not _VARIABLE_VALUE.fullmatch(value):
            return bad_request(
                f"Invalid stage variable value: {value}.  Please use values with alphanumeric characters and the "
                "symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','."
            )
        if len(name) > _LONGEST_VARIABLE_NAME or len(value) > _LONGEST_VARIABLE_VALUE:
            return bad_request(
                f"Stage variable {name} is too long: at most {_LONGEST_VARIABLE_NAME} characters of a name and "
                f"{_LONGEST_VARIABLE_VALUE} of a value"
            )
    return None
