"""Which type each node of an OpenAPI document has, as far as this plane reads it.

It is checked once, after reading, so that nobody behind it needs to ask whether `parameters` is a list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract.place import child

ANY_METHOD = "x-amazon-apigateway-any-method"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", ANY_METHOD)
INTEGRATION = "x-amazon-apigateway-integration"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value of one of `types`; with no types, any value."""

    name: str
    types: tuple[type, ...]

    def holds(self, value: Any) -> bool:
        # A Python bool is an int as well; a JSON true is no number.
        return type(value) in self.types or not self.types


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose items have one shape."""

    each: "Shape | str"
    name = "a list"


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping: the shapes of known keys, and of every other key where that is known too.

    A mapping with a `$ref` needs none of `required`. In an `extensible` one a key that starts with `x-` is an
    extension, elsewhere a name like any other.
    """

    known: Mapping[str, "Shape | str"]
    other: "Shape | str | None" = None
    required: tuple[str, ...] = ()
    extensible: bool = False
    name = "a mapping"


Shape = Scalar | Items | Entries

TEXT = Scalar("a text", (str,))
TRUTH = Scalar("true or false", (bool,))
NUMBER = Scalar("a number", (int, float))
COUNT = Scalar("a whole number", (int,))
NAMES = Items(TEXT)
ANYTHING = Entries({})

# A shape that is named by a text is looked up in here, because schemas contain schemas.
_NAMED: dict[str, Shape] = {
    "schema": Entries(
        {
            "$ref": TEXT,
            "type": TEXT,
            "description": TEXT,
            "properties": Entries({}, other="schema"),
            "items": "schema",
            "allOf": "schemas",
            "oneOf": "schemas",
            "anyOf": "schemas",
            "not": "schema",
            "required": NAMES,
            "enum": Items(Scalar("a value", ())),
            "nullable": TRUTH,
            "minimum": NUMBER,
            "maximum": NUMBER,
            **dict.fromkeys(("minLength", "maxLength", "minProperties", "maxProperties"), COUNT),
        }
    ),
    "schemas": Items("schema"),
}

_CONTENT = Entries({}, other=Entries({"schema": "schema"}))
_HEADERS = Entries({}, other=Entries({"$ref": TEXT, "schema": "schema"}))
_PARAMETER = Entries(
    {"$ref": TEXT, "name": TEXT, "in": TEXT, "required": TRUTH, "schema": "schema"}, required=("name", "in")
)
_REQUEST_BODY = Entries({"$ref": TEXT, "required": TRUTH, "content": _CONTENT})
_LINKS = Entries({}, other=Entries({"$ref": TEXT, "operationId": TEXT}))
_RESPONSE = Entries({"$ref": TEXT, "headers": _HEADERS, "content": _CONTENT, "links": _LINKS})
_FLOW = Entries({"tokenUrl": TEXT, "scopes": Entries({}, other=TEXT)})
_SECURITY_SCHEME = Entries(
    {
        **dict.fromkeys(("type", "name", "in", "x-amazon-apigateway-authtype"), TEXT),
        "flows": Entries({}, other=_FLOW),
        "x-amazon-apigateway-authorizer": Entries({"type": TEXT, "authorizerUri": TEXT, "identitySource": TEXT}),
    }
)
_SECURITY = Items(Entries({}, other=NAMES))
_INTEGRATION = Entries(
    {
        **dict.fromkeys(("type", "uri", "httpMethod", "passthroughBehavior", "responseTransferMode"), TEXT),
        "timeoutInMillis": COUNT,
        "requestTemplates": Entries({}, other=TEXT),
        "responses": Entries({}, other=ANYTHING),
    }
)
_OPERATION = Entries(
    {
        "operationId": TEXT,
        "parameters": Items(_PARAMETER),
        "requestBody": _REQUEST_BODY,
        "responses": Entries({}, other=_RESPONSE, extensible=True),
        "security": _SECURITY,
        "x-internal": TRUTH,
        INTEGRATION: _INTEGRATION,
    }
)
_PATH_ITEM = Entries({"parameters": Items(_PARAMETER), **dict.fromkeys(METHODS, _OPERATION)})
DOCUMENT = Entries(
    {
        "openapi": TEXT,
        "info": ANYTHING,
        "paths": Entries({}, other=_PATH_ITEM, extensible=True),
        "security": _SECURITY,
        "components": Entries(
            {
                "schemas": Entries({}, other="schema"),
                "parameters": Entries({}, other=_PARAMETER),
                "headers": _HEADERS,
                "requestBodies": Entries({}, other=_REQUEST_BODY),
                "responses": Entries({}, other=_RESPONSE),
                "securitySchemes": Entries({}, other=_SECURITY_SCHEME),
            }
        ),
        "x-amazon-apigateway-request-validators": Entries({}, other=ANYTHING),
        "x-amazon-apigateway-request-validator": TEXT,
        "x-amazon-apigateway-gateway-responses": Entries({}, other=ANYTHING),
    },
    required=("info", "paths"),
)


def misshapen(root: Any) -> Iterator[tuple[str, str]]:
    """JSON pointers of nodes of a wrong type, each with a sentence that says which type belongs there."""
    yield from _check(root, DOCUMENT, "")


def _check(value: Any, shape: Shape | str, pointer: str) -> Iterator[tuple[str, str]]:
    expected = _NAMED[shape] if isinstance(shape, str) else shape
    match expected, value:
        case Items(each), list():
            for index, item in enumerate(value):
                yield from _check(item, each, child(pointer, index))
        case Entries(), Mapping():
            yield from _check_entries(value, expected, pointer)
        case Scalar(), _ if expected.holds(value):
            return
        case _:
            yield pointer, f"`{pointer}` must be {expected.name}."


def _check_entries(value: Mapping[str, Any], shape: Entries, pointer: str) -> Iterator[tuple[str, str]]:
    for key in shape.required:
        if key not in value and "$ref" not in value:
            yield pointer, f"`{pointer or '/'}` needs `{key}`."
    for key, entry in value.items():
        extension = shape.extensible and key.startswith("x-")
        below = shape.known.get(key, None if extension else shape.other)
        if below is not None:
            yield from _check(entry, below, child(pointer, key))
