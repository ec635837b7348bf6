"""Why a request that moto has stumbled over is its sender's fault, by what AWS's own description of the service says.

moto takes for granted what AWS checks first: that a request is text, for a region that there is, asks for an operation
of its service, and has what that operation wants. It fails at some place or other if not, which AWS refuses with 400.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.session import Session

from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.query_protocol import parameters_of, read_input
from emulator.service_models import service_model

_FORM = "application/x-www-form-urlencoded"
_STREAMS_PREFIX = "DynamoDBStreams"
_MAX_DEPTH = 32

_NUMBER = (int, float)
# A blob is base64 there, and a timestamp any of the forms that services take.
_JSON_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "character": str,
    "blob": str,
    "boolean": bool,
    "integer": _NUMBER,
    "long": _NUMBER,
    "float": (*_NUMBER, str),
    "double": (*_NUMBER, str),
    "timestamp": (*_NUMBER, str),
    "list": list,
    "map": dict,
    "structure": dict,
}

Fault = tuple[str, str]  # its code, and words for the sender


def fault_of(request: HttpRequest) -> Fault | None:
    """None for a request that is well-formed, as far as can be told."""
    return next((fault for rule in _RULES if (fault := rule(request))), None)


def refused(request: HttpRequest, status: int, code: str, message: str) -> HttpAnswer:
    """In the form in which the operation's service would: XML for what is asked by a form, JSON otherwise."""
    if _is_form(request):
        error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        body = f"<ErrorResponse>{error}<RequestId>0</RequestId></ErrorResponse>"
        return HttpAnswer(status, (("Content-Type", "text/xml"),), body.encode())
    document = json.dumps({"__type": code, "message": message})
    headers = (("Content-Type", "application/json"), ("x-amzn-ErrorType", code))
    return HttpAnswer(status, headers, document.encode())


def _not_text(request: HttpRequest) -> Fault | None:
    is_text = request.query.isascii() and request.raw_path.isascii() and _is_ascii(request.headers)
    if is_text and (not _is_json(request) or _document(request) is not None):
        return None
    return "SerializationException", "The request is not of the form that the service takes"


def _no_signature(request: HttpRequest) -> Fault | None:
    if request.signed_for is None or not request.service:
        return "IncompleteSignature", "The request's signature does not tell what it was made for"
    given = [value for name, value in request.headers if name.lower() == "authorization"]
    if not given or (len(given) == 1 and given[0].startswith("AWS4-HMAC-SHA256 ")):
        return None
    return "IncompleteSignature", "There is one Authorization at most, and it begins with AWS4-HMAC-SHA256 and a space"


def _no_region(request: HttpRequest) -> Fault | None:
    assert request.signed_for is not None, "The rule before this one says so."
    region = request.signed_for.region
    return None if region in _regions() else ("InvalidSignatureException", f"There is no region {region!r}")


def _no_operation(request: HttpRequest) -> Fault | None:
    model = _model_of(request)
    if model is None:
        return "UnknownOperationException", f"There is no service {request.service!r}"
    if model.metadata["protocol"].startswith("rest-"):
        found = any(_is_at(model.operation_model(name), request) for name in model.operation_names)
    else:
        found = _operation_of(request, model) is not None
    return None if found else ("UnknownOperationException", "The service has no such operation")


def _unfit_input(request: HttpRequest) -> Fault | None:
    model = _model_of(request)
    operation = None if model is None else _operation_of(request, model)
    if operation is None or operation.input_shape is None:
        return None
    given = _document(request) if _is_json(request) else read_input(_parameters(request), operation)
    words = next(_unfit(operation.input_shape, given, "The input", 0), None)
    return None if words is None else ("ValidationException", words)


# In this order: each takes for granted what the ones before it have found to be so.
_RULES: tuple[Callable[[HttpRequest], Fault | None], ...] = (
    _not_text,
    _no_signature,
    _no_region,
    _no_operation,
    _unfit_input,
)


def _unfit(shape: Shape, value: Any, place: str, depth: int) -> Iterator[str]:
    """What a value of JSON lacks, or has otherwise than its shape. null is as if it were not there."""
    wanted = _JSON_TYPES.get(shape.type_name, object)
    is_fit = isinstance(value, wanted) and (wanted in {bool, object} or not isinstance(value, bool))
    if not is_fit or depth > _MAX_DEPTH:
        yield f"{place} is no {shape.type_name}"
        return
    match shape:
        case StructureShape():
            missing = [name for name in shape.required_members if value.get(name) is None]
            yield from (f"{place} lacks {name}" for name in missing)
            # The one union of JSON services that the description does not call so.
            if shape.name == "AttributeValue" and len(value.keys() & shape.members.keys()) != 1:
                yield f"{place} is of no data type, or of several"
            below = [(member, value.get(name), f"{place}'s {name}") for name, member in shape.members.items()]
        case ListShape():
            below = [(shape.member, each, f"{place}'s element") for each in value]
        case MapShape():
            below = [(shape.value, each, f"{place}'s value") for each in value.values()]
        case _:
            return
    for part, each, where in below:
        if each is not None:
            yield from _unfit(part, each, where, depth + 1)


def _model_of(request: HttpRequest) -> ServiceModel | None:
    if request.header.get("x-amz-target", "").startswith(_STREAMS_PREFIX):
        return service_model("dynamodbstreams")
    return service_model(request.service or "")


def _operation_of(request: HttpRequest, model: ServiceModel) -> OperationModel | None:
    """Of a service that is told the operation by its name, in a header or as Action."""
    if "x-amz-target" in request.header:
        prefix, _, name = request.header["x-amz-target"].partition(".")
        is_known = prefix == model.metadata.get("targetPrefix") and name in model.operation_names
    else:
        name = dict(_parameters(request)).get("Action", "")
        is_known = name in model.operation_names
    return model.operation_model(name) if is_known else None


def _is_at(operation: OperationModel, request: HttpRequest) -> bool:
    """Whether a request could be for an operation that is told by method and path, and by names in the query."""
    path, _, query = operation.http["requestUri"].partition("?")
    if operation.http["method"] != request.method or not _path_pattern(path).fullmatch(request.raw_path):
        return False
    shape = operation.input_shape
    required = [shape.members[name].serialization for name in shape.required_members] if shape else []
    names = {each["name"] for each in required if each.get("location") == "querystring"}
    return (names | set(_names_of(query))) <= set(_names_of(request.query))


def _names_of(query: str) -> Iterator[str]:
    return (name for name, _ in parse_qsl(query, keep_blank_values=True))


@cache
def _path_pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]+\})", path.rstrip("/"))
    written = (
        re.escape(part) if not part.startswith("{") else ".+" if part.endswith("+}") else "[^/]+" for part in parts
    )
    return re.compile(f"{''.join(written)}/?")


@cache
def _regions() -> frozenset[str]:
    session = Session()
    partitions = session.get_available_partitions()
    return frozenset(
        region
        for partition in partitions
        for service in ("ec2", "iam")
        for region in session.get_available_regions(service, partition, allow_non_regional=True)
    )


def _parameters(request: HttpRequest) -> list[tuple[str, str]]:
    return parameters_of(request.query, request.header.get("content-type", ""), request.body)


def _document(request: HttpRequest) -> dict[str, Any] | None:
    try:
        document = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _is_json(request: HttpRequest) -> bool:
    return "x-amz-target" in request.header


def _is_form(request: HttpRequest) -> bool:
    return request.header.get("content-type", "").startswith(_FORM)


def _is_ascii(headers: tuple[tuple[str, str], ...]) -> bool:
    return all(value.isascii() for _, value in headers)
