"""Values inside mapping templates, which behave and print as the Java objects of API Gateway's Velocity do."""

import json
from typing import Any


class JavaMap(dict[str, Any]):
    """Prints as {a=1, b=x}. The methods are those of java.util.Map that templates call."""

    __slots__ = ()

    def __str__(self) -> str:
        return "{" + ", ".join(f"{key}={as_text(value)}" for key, value in self.items()) + "}"

    def put(self, key: str, value: Any) -> Any:
        previous = self.get(key)
        self[key] = value
        return previous

    def putAll(self, other: dict[str, Any]) -> str:  # noqa: N802 - Java's name
        self.update(other)
        return ""

    def keySet(self) -> "JavaList":  # noqa: N802 - Java's name
        return JavaList(self)

    def entrySet(self) -> "JavaList":  # noqa: N802 - Java's name
        return JavaList(JavaMap(key=key, value=value) for key, value in self.items())

    def containsKey(self, key: str) -> bool:  # noqa: N802 - Java's name
        return key in self

    def size(self) -> int:
        return len(self)

    def isEmpty(self) -> bool:  # noqa: N802 - Java's name
        return not self

    def toString(self) -> str:  # noqa: N802 - Java's name
        return str(self)


class JavaList(list[Any]):
    """Prints as compact JSON. The methods are those of java.util.List that templates call."""

    __slots__ = ()

    def __str__(self) -> str:
        return to_json(self)

    def size(self) -> int:
        return len(self)

    def get(self, index: int) -> Any:
        return self[index]

    def add(self, value: Any) -> bool:
        self.append(value)
        return True

    def set(self, index: int, value: Any) -> Any:
        previous, self[index] = self[index], value
        return previous

    def contains(self, value: Any) -> bool:
        return value in self

    def isEmpty(self) -> bool:  # noqa: N802 - Java's name
        return not self

    def toString(self) -> str:  # noqa: N802 - Java's name
        return str(self)


class Context(JavaMap):
    """`$context` and the maps in it, which print as nothing."""

    __slots__ = ()

    def __str__(self) -> str:
        return ""


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
