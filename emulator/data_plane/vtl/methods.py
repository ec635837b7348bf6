"""What templates may call on a value: the methods of Java's classes, as a table, and nothing else of Python's."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import regex

from emulator.data_plane.errors import TemplateError
from emulator.data_plane.vtl.functions import Input, Util
from emulator.data_plane.vtl.run import bounded
from emulator.data_plane.vtl.values import ArrayList, Context, JavaList, JavaMap, Nothing, Overrides, as_text

_SECONDS = 0.1  # that a regular expression may take
_REFERENCE = re.compile(r"\\(.)|\$(\d)", re.DOTALL)
_MAX_REPLACED = 10 * 1024 * 1024

Methods = Mapping[str, Callable[..., Any]]


def call_method(owner: Any, name: str, arguments: list[Any]) -> Any:
    """None for a method that is not there, as the reference then is undefined."""
    method = _METHODS.get(type(owner), _OBJECT).get(name)
    if method is None:
        return None
    try:
        return method(owner, *arguments)
    except (TypeError, ValueError, IndexError, AttributeError, RecursionError, TimeoutError, regex.error) as error:
        raise TemplateError(f"The call of {name} failed: {error}") from error


def read_property(owner: Any, name: str) -> Any:
    """A map's value; of another object, what its getter would give."""
    match owner:
        case dict() if name in owner:
            return owner[name]
        case Input() if name == "body":
            return owner.body
        case dict() | list() | str() if name == "empty":
            return not owner
    return None


def _pattern(text: Any) -> "regex.Pattern[str]":
    return regex.compile(as_text(text), regex.V1 | regex.ASCII)


def _replacer(replacement: Any) -> "Callable[[regex.Match[str]], str]":
    """Java's replacement: $1 is a group, and a backslash makes the next character mean itself."""
    text, written = as_text(replacement), 0

    def expand(found: "regex.Match[str]") -> str:
        nonlocal written
        expanded = _REFERENCE.sub(lambda part: part[1] or found[int(part[2])] or "", text)
        written += len(expanded)
        if written > _MAX_REPLACED:
            raise TemplateError("A replacement has grown out of all bounds.")
        return expanded

    return expand


def _replace(text: str, old: Any, new: Any) -> str:
    wanted, put = as_text(old), as_text(new)
    if len(text) + text.count(wanted) * len(put) > _MAX_REPLACED:
        raise TemplateError("A replacement has grown out of all bounds.")
    return text.replace(wanted, put)


def _split(text: str, pattern: Any) -> ArrayList:
    """Without the empty texts at the end, as Java leaves them out."""
    parts = ArrayList(_pattern(pattern).split(text, timeout=_SECONDS))
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def _substring(text: str, start: int, end: int | None = None) -> str:
    last = len(text) if end is None else end
    if not 0 <= start <= last <= len(text):
        raise IndexError(f"{start} to {last} is not within the text")
    return text[start:last]


def _put(owner: dict[str, Any], key: Any, value: Any) -> Any:
    previous = owner.get(as_text(key))
    owner[as_text(key)] = value
    return previous


def _put_all(owner: dict[str, Any], other: Mapping[str, Any]) -> None:
    """One by one, so that an override is noticed that is not the first."""
    for key in other:
        owner[key] = other[key]


def _set(owner: list[Any], index: int, value: Any) -> Any:
    previous, owner[index] = owner[index], value
    return previous


def _add(owner: list[Any], *arguments: Any) -> bool | None:
    """add(value), or add(index, value), which returns nothing."""
    if len(arguments) == 1:
        owner.append(arguments[0])
        return True
    index, value = arguments
    owner.insert(index, value)
    return None


def _add_all(owner: list[Any], other: list[Any]) -> bool:
    owner.extend(list(other))
    bounded(owner)
    return bool(other)


_STRING: Methods = {
    "charAt": lambda text, index: text[index],
    "compareTo": lambda text, other: (text > other) - (text < other),
    "concat": lambda text, other: text + as_text(other),
    "contains": lambda text, other: as_text(other) in text,
    "endsWith": lambda text, other: text.endswith(as_text(other)),
    "equalsIgnoreCase": lambda text, other: text.lower() == as_text(other).lower(),
    "indexOf": lambda text, other, start=0: text.find(as_text(other), start),
    "isEmpty": lambda text: not text,
    "lastIndexOf": lambda text, other: text.rfind(as_text(other)),
    "length": len,
    "matches": lambda text, pattern: _pattern(pattern).fullmatch(text, timeout=_SECONDS) is not None,
    "replace": _replace,
    "replaceAll": lambda text, pattern, new: _pattern(pattern).sub(_replacer(new), text, timeout=_SECONDS),
    "replaceFirst": lambda text, pattern, new: _pattern(pattern).sub(_replacer(new), text, count=1, timeout=_SECONDS),
    "split": _split,
    "startsWith": lambda text, other: text.startswith(as_text(other)),
    "substring": _substring,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "trim": str.strip,
}
_LIST: Methods = {
    "add": _add,
    "addAll": _add_all,
    "clear": list.clear,
    "contains": lambda items, item: item in items,
    "get": lambda items, index: items[index] if index >= 0 else None,
    "indexOf": lambda items, item: items.index(item) if item in items else -1,
    "isEmpty": lambda items: not items,
    "remove": lambda items, index: items.pop(index),
    "set": _set,
    "size": len,
    "subList": lambda items, start, end: ArrayList(items[start:end]),
}
_MAP: Methods = {
    "clear": dict.clear,
    "containsKey": lambda owner, key: as_text(key) in owner,
    "containsValue": lambda owner, value: value in owner.values(),
    "entrySet": lambda owner: ArrayList(JavaMap(key=key, value=value) for key, value in owner.items()),
    "get": lambda owner, key: owner.get(as_text(key)),
    "getOrDefault": lambda owner, key, default: owner.get(as_text(key), default),
    "isEmpty": lambda owner: not owner,
    "keySet": ArrayList,
    "put": _put,
    "putAll": _put_all,
    "remove": lambda owner, key: owner.pop(as_text(key), None),
    "size": len,
    "values": lambda owner: ArrayList(owner.values()),
}
_OBJECT: Methods = {
    "equals": lambda value, other: value == other,
    "intValue": int,
    "toString": as_text,
}
_INPUT: Methods = {"json": Input.json, "params": Input.params, "path": Input.path}
_UTIL: Methods = {
    name: getattr(Util, name)
    for name in ("base64Decode", "base64Encode", "escapeJavaScript", "parseJson", "urlDecode", "urlEncode")
}
_TEXTS, _MAPS, _LISTS = {**_OBJECT, **_STRING}, {**_OBJECT, **_MAP}, {**_OBJECT, **_LIST}
# Whatever else a template may come by has the methods of any object.
_METHODS: Mapping[type, Methods] = {
    str: _TEXTS,
    Nothing: _TEXTS,
    JavaMap: _MAPS,
    Context: _MAPS,
    Overrides: _MAPS,
    JavaList: _LISTS,
    ArrayList: _LISTS,
    Input: _INPUT,
    Util: _UTIL,
}
