"""`$util` and `$input` of mapping templates."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from emulator.data_plane.errors import UnreadableBodyError
from emulator.data_plane.vtl.json_paths import MISSING, look_up
from emulator.data_plane.vtl.values import NOTHING, JavaMap, as_text, to_java, to_json

_ESCAPES = {
    ord("'"): "\\'",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    ord("/"): "\\/",
    ord("\b"): "\\b",
    ord("\f"): "\\f",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}


class Util:
    """The functions of `$util`."""

    __slots__ = ()

    def escapeJavaScript(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return "".join(_escape(character) for character in _text(value))

    def parseJson(self, value: Any) -> Any:  # noqa: N802 - AWS's name
        return to_java(json.loads(_text(value)))

    def urlEncode(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return quote_plus(_text(value), safe="*")

    def urlDecode(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return unquote_plus(_text(value))

    def base64Encode(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return b64encode(_text(value).encode()).decode("ascii")

    def base64Decode(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return b64decode(_text(value), validate=True).decode("utf-8", "replace")


UTIL = Util()


class Input:
    """`$input`: a body, and the parameters of the request by location."""

    __slots__ = ("_document", "_parameters", "body")

    def __init__(self, body: bytes, parameters: Mapping[str, Mapping[str, str]]) -> None:
        self.body = body.decode("utf-8", "replace") or "{}"
        self._parameters = parameters
        self._document: Any = MISSING

    def json(self, path: str) -> str:
        found = look_up(self._parsed(), path)
        return '""' if found is MISSING else to_json(found)

    def path(self, path: str) -> Any:
        found = look_up(self._parsed(), path)
        return NOTHING if found is MISSING or found is None else to_java(found)

    def params(self, name: str | None = None) -> Any:
        """One parameter, looked for in the path, the query and the headers, in that order; or all of them."""
        if name is None:
            return JavaMap((location, JavaMap(values)) for location, values in self._parameters.items())
        found = (values[name] for values in self._parameters.values() if name in values)
        return next(found, NOTHING)

    def _parsed(self) -> Any:
        if self._document is MISSING:
            try:
                self._document = json.loads(self.body)
            except (ValueError, RecursionError) as error:
                raise UnreadableBodyError(str(error)) from error
        return self._document


def _escape(character: str) -> str:
    if (escaped := _ESCAPES.get(ord(character))) is not None:
        return escaped
    if " " <= character <= "~":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))


def _text(value: Any) -> str:
    return "" if value is None else as_text(value)
