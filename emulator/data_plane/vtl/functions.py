"""`$util` and `$input` of mapping templates."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from emulator.data_plane.errors import UnreadableBodyError
from emulator.data_plane.vtl.json_paths import MISSING, look_up
from emulator.data_plane.vtl.values import NOTHING, JavaMap, as_text, to_java, to_json

_ESCAPES = {
    "'": "\\'",
    '"': '\\"',
    "\\": "\\\\",
    "/": "\\/",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_NEEDS_ESCAPE = re.compile(r"""[^ -~]|['"\\/]""")


class Util:
    """The functions of `$util`."""

    __slots__ = ()

    def escapeJavaScript(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return _NEEDS_ESCAPE.sub(_escape, _text(value))

    def parseJson(self, value: Any) -> Any:  # noqa: N802 - AWS's name
        return to_java(json.loads(_text(value)))

    def urlEncode(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return quote_plus(_text(value), safe="*", errors="replace").replace("~", "%7E")

    def urlDecode(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return unquote_plus(_text(value))

    def base64Encode(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return b64encode(_text(value).encode("utf-8", "replace")).decode("ascii")

    def base64Decode(self, value: Any) -> str:  # noqa: N802 - AWS's name
        return b64decode(_text(value), validate=True).decode("utf-8", "replace")


UTIL = Util()


class Input:
    """`$input`: a body, and the parameters of the request by location, gathered if a template asks for one."""

    __slots__ = ("_document", "_gather", "body")

    def __init__(self, body: bytes, gather: Callable[[], Mapping[str, Mapping[str, str]]]) -> None:
        self.body = body.decode("utf-8", "replace") or "{}"
        self._gather = gather
        self._document: Any = MISSING

    def json(self, path: str) -> str:
        found = look_up(self._parsed(), path)
        return '""' if found is MISSING else to_json(found)

    def path(self, path: str) -> Any:
        found = look_up(self._parsed(), path)
        return NOTHING if found is MISSING or found is None else to_java(found)

    def params(self, name: str | None = None) -> Any:
        """One parameter, looked for in the path, the query and the headers, in that order; or all of them."""
        parameters = self._gather()
        if name is None:
            return JavaMap((location, JavaMap(values)) for location, values in parameters.items())
        found = (values[name] for values in parameters.values() if name in values)
        return next(found, NOTHING)

    def _parsed(self) -> Any:
        if self._document is MISSING:
            try:
                self._document = json.loads(self.body)
            except (ValueError, RecursionError) as error:
                raise UnreadableBodyError(str(error)) from error
        return self._document


def _escape(found: re.Match[str]) -> str:
    if (escaped := _ESCAPES.get(found[0])) is not None:
        return escaped
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))


def _text(value: Any) -> str:
    return "" if value is None else as_text(value)
