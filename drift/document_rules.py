"""What API Gateway makes of a whole document between import and export. A rule takes what is wanted and is served."""

import re
from collections.abc import Mapping
from typing import Any

from contract.gateway_responses import EXTENSION
from drift.methods import Json, Pair, without

_EXPORTED_VERSION = "3.0.1"
_SCHEMAS = "#/components/schemas/"
_GENERATED = re.compile(r"MODEL[0-9A-Za-z]{6}")


def version_of_openapi_is_its_own(wanted: Json, served: Json) -> Pair:
    return {**wanted, "openapi": _EXPORTED_VERSION}, dict(served)


def address_is_its_own(wanted: Json, served: Json) -> Pair:
    """What clients call is in `GET /openapi.json`, which is compared too."""
    return without(wanted, "servers"), without(served, "servers")


def statuses_of_gateway_responses_are_numbers(wanted: Json, served: Json) -> Pair:
    return _with_numbers(wanted), _with_numbers(served)


def _with_numbers(document: Json) -> dict[str, Any]:
    if EXTENSION not in document:
        return dict(document)
    return {**document, EXTENSION: {kind: _numbered(each) for kind, each in document[EXTENSION].items()}}


def _numbered(response: Json) -> Json:
    status = response.get("statusCode")
    is_number = isinstance(status, str) and status.isascii() and status.isdecimal()
    return {**response, "statusCode": int(str(status))} if is_number else response


def schemas_without_a_name_are_given_one(wanted: Json, served: Json) -> Pair:
    """They are put back to where they are referred to."""
    schemas = served.get("components", {}).get("schemas", {})
    own = wanted.get("components", {}).get("schemas", {})
    generated = {name: schema for name, schema in schemas.items() if _GENERATED.fullmatch(name) and name not in own}
    if not generated:
        return dict(wanted), dict(served)
    rest = {**served["components"], "schemas": without(schemas, *generated)}
    changed = {**served, "components": rest if rest["schemas"] else without(rest, "schemas")}
    return dict(wanted), _put_back(changed, {f"{_SCHEMAS}{name}": schema for name, schema in generated.items()})


def _put_back(node: Any, generated: Mapping[str, Any]) -> Any:
    match node:
        case {"$ref": str(reference)} if reference in generated and len(node) == 1:
            return generated[reference]
        case Mapping():
            return {name: _put_back(value, generated) for name, value in node.items()}
        case list():
            return [_put_back(value, generated) for value in node]
    return node


def required_properties_have_no_order(wanted: Json, served: Json) -> Pair:
    return _in_order(dict(wanted)), _in_order(dict(served))


def _in_order(node: Any) -> Any:
    match node:
        case Mapping():
            return {
                name: sorted(value, key=str) if name == "required" and isinstance(value, list) else _in_order(value)
                for name, value in node.items()
            }
        case list():
            return [_in_order(value) for value in node]
    return node
