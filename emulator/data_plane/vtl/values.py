"""Values inside mapping templates, which behave and print as the Java objects of API Gateway's Velocity do."""

import json
from typing import Any

from emulator.data_plane.errors import TemplateError


class JavaMap(dict[str, Any]):
    """Prints as {a=1, b=x}."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{" + ", ".join(f"{key}={as_text(value)}" for key, value in self.items()) + "}"


class JavaList(list[Any]):
    """A list out of JSON: prints as compact JSON, as AWS recorded."""

    __slots__ = ()

    def __str__(self) -> str:
        return to_json(self)


class ArrayList(list[Any]):
    """A list that a template has made: prints as [a, b]."""

    __slots__ = ()

    def __str__(self) -> str:
        return "[" + ", ".join(map(as_text, self)) + "]"


class Context(JavaMap):
    """`$context` and the maps in it, which print as nothing."""

    __slots__ = ()

    def __str__(self) -> str:
        return ""


class Overrides(Context):
    """`$context.requestOverride`, `$context.responseOverride` and the maps in them.

    "Overrides are final", says the developer guide: to override a parameter for a second time is an error.
    """

    __slots__ = ()

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self and not isinstance(self[name], dict):
            raise TemplateError(f"{name} is overridden more than once.")
        super().__setitem__(name, value)


class Nothing(str):
    """What a path leads to where there is nothing or null: prints as nothing, and equals both null and ""."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other is None or other == ""

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash("")


NOTHING = Nothing()


def to_java(value: Any) -> Any:
    """A parsed JSON value as templates see it."""
    match value:
        case dict():
            return JavaMap((key, to_java(item)) for key, item in value.items())
        case list():
            return JavaList(to_java(item) for item in value)
    return value


def to_json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def as_text(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
    return str(value)
