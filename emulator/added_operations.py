"""Operations of Step Functions that moto does not have, and Terraform's AWS provider needs.

It asks ValidateStateMachineDefinition when it plans a state machine whose definition is known: the answer is what moto,
which will run the definition, makes of it. It asks ListStateMachineVersions when it reads one.
"""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from emulator.http_messages import HttpAnswer, HttpRequest

_HEADERS = (("Content-Type", "application/x-amz-json-1.0"),)

_PARTS_OF_ARN = 7

_log = logging.getLogger(__name__)


def added_operation(request: HttpRequest) -> Callable[[HttpRequest], HttpAnswer] | None:
    """None for whatever moto answers."""
    return _OPERATIONS.get(request.header.get("x-amz-target", ""))


def _validate(request: HttpRequest) -> HttpAnswer:
    definition = _text_of(request.body, "definition")
    if definition is None:
        return _missing("definition")
    diagnostics = _diagnose(definition)
    result = "FAIL" if diagnostics else "OK"
    return _answer(200, {"result": result, "diagnostics": diagnostics, "truncated": False})


def _list_versions(request: HttpRequest) -> HttpAnswer:
    arn = _text_of(request.body, "stateMachineArn")
    if arn is None:
        return _missing("stateMachineArn")
    parts = arn.split(":")
    if len(parts) != _PARTS_OF_ARN:
        return _answer(400, {"__type": "InvalidArn", "message": f"Invalid Arn: '{arn}'"})
    return _answer(200, {"stateMachineVersions": _versions_of(arn, account_id=parts[4], region=parts[3])})


def _versions_of(arn: str, account_id: str, region: str) -> list[dict[str, Any]]:
    """The newest first."""
    from moto.stepfunctions.parser.models import stepfunctions_parser_backends as backends  # noqa: PLC0415 - takes 1 s

    machines = backends[account_id][region].state_machines if account_id in backends else []
    machine = next((machine for machine in machines if machine.arn == arn), None)
    versions = [] if machine is None else list(machine.versions.values())
    return [
        {"stateMachineVersionArn": version.arn, "creationDate": version.creation_date.timestamp()}
        for version in reversed(versions)
    ]


_OPERATIONS: Mapping[str, Callable[[HttpRequest], HttpAnswer]] = {
    "AWSStepFunctions.ValidateStateMachineDefinition": _validate,
    "AWSStepFunctions.ListStateMachineVersions": _list_versions,
}


def _text_of(body: bytes, member: str) -> str | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    text = document.get(member) if isinstance(document, dict) else None
    return text if isinstance(text, str) and text else None


def _diagnose(definition: str) -> list[dict[str, str]]:
    try:
        json.loads(definition)
    except (ValueError, RecursionError) as error:
        return [_error("INVALID_JSON_DESCRIPTION", f"Invalid JSON: {error}")]
    # A second to load, which only those spend who have state machines.
    from moto.stepfunctions.parser.asl.parse.asl_parser import (  # noqa: PLC0415 - takes 1 s
        AmazonStateLanguageParser,
        ASLParserException,
    )

    try:
        AmazonStateLanguageParser.parse(definition)
    except ASLParserException as error:
        return [_error("SCHEMA_VALIDATION_FAILED", sentence) for sentence in error.errors]
    except Exception:  # noqa: BLE001 - moto raises whatever it stumbles over
        _log.exception("A state machine's definition could not be read")
        return [_error("SCHEMA_VALIDATION_FAILED", "The definition cannot be read")]
    return []


def _error(code: str, message: str) -> dict[str, str]:
    return {"severity": "ERROR", "code": code, "message": message}


def _missing(member: str) -> HttpAnswer:
    return _answer(400, {"__type": "ValidationException", "message": f"The member {member} is missing"})


def _answer(status: int, document: dict[str, Any]) -> HttpAnswer:
    return HttpAnswer(status, _HEADERS, json.dumps(document).encode())
