"""What API Gateway makes of methods between import and export. A rule takes what is wanted and what is served."""

from collections.abc import Mapping
from typing import Any

from contract.shape import INTEGRATION
from drift.methods import Json, Pair, change_methods, without

_VALIDATOR = "x-amazon-apigateway-request-validator"
_TEXT = {"type": "string"}
_INTEGRATION_DEFAULTS = {
    "passthroughBehavior": "when_no_match",
    "timeoutInMillis": 29_000,
    "connectionType": "INTERNET",
}


def documentation_is_left_out(wanted: Json, served: Json) -> Pair:
    """An export with AWS's extensions alone has none; each response is described by its status."""

    def undocumented(method: Json) -> Json:
        changed = without(method, "summary", "description")
        if "parameters" in method:
            changed["parameters"] = [without(each, "description") for each in method["parameters"]]
        described = {status: _described(status, each) for status, each in method.get("responses", {}).items()}
        return {**changed, "responses": described}

    return change_methods(wanted, undocumented), dict(served)


def _described(status: str, response: Json) -> Json:
    return {"description": f"{status} response", **without(response, "description")}


def validator_of_all_stands_at_each(wanted: Json, served: Json) -> Pair:
    everywhere = {_VALIDATOR: wanted[_VALIDATOR]} if _VALIDATOR in wanted else {}
    return change_methods(without(wanted, _VALIDATOR), lambda method: {**everywhere, **method}), dict(served)


def parameters_and_headers_are_text(wanted: Json, served: Json) -> Pair:
    """A method knows of each whether it is required, and no type."""

    def untyped(method: Json) -> Json:
        changed = dict(method)
        if "parameters" in method:
            changed["parameters"] = [{**each, "schema": _TEXT} for each in method["parameters"]]
        changed["responses"] = {status: _untyped(each) for status, each in method.get("responses", {}).items()}
        return changed

    return change_methods(wanted, untyped), dict(served)


def _untyped(response: Json) -> Json:
    headers: dict[str, Any] = {name: {**each, "schema": _TEXT} for name, each in response.get("headers", {}).items()}
    return {**response, **({"headers": headers} if headers else {})}


def responses_without_a_model_have_empty_content(wanted: Json, served: Json) -> Pair:
    def with_content(method: Json) -> Json:
        return {
            **method,
            "responses": {status: {"content": {}, **each} for status, each in method.get("responses", {}).items()},
        }

    return change_methods(wanted, with_content), dict(served)


def parameters_have_no_order(wanted: Json, served: Json) -> Pair:
    """They are told apart by place and name."""
    return change_methods(wanted, _sorted_parameters), change_methods(served, _sorted_parameters)


def _sorted_parameters(method: Json) -> Json:
    if "parameters" not in method:
        return method
    ordered = sorted(method["parameters"], key=lambda each: (str(each.get("in")), str(each.get("name"))))
    return {**method, "parameters": ordered}


def defaults_are_written_out_or_not(wanted: Json, served: Json) -> Pair:
    return change_methods(wanted, _with_defaults), change_methods(served, _with_defaults)


def _with_defaults(method: Json) -> Json:
    changed = dict(method)
    if "parameters" in method:
        changed["parameters"] = [{"required": False, **each} for each in method["parameters"]]
    if isinstance(method.get(INTEGRATION), Mapping):
        changed[INTEGRATION] = {**_INTEGRATION_DEFAULTS, **method[INTEGRATION]}
    return changed
