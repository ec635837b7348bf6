"""The pattern language of CloudWatch Logs: metric filters, and FilterLogEvents. Pure.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from emulator.cloudwatch.column_patterns import ColumnPattern, parse_columns
from emulator.cloudwatch.embedded_metrics import parse_object
from emulator.cloudwatch.json_patterns import JsonPattern, parse_json_pattern
from emulator.cloudwatch.pattern_values import InvalidPattern
from emulator.cloudwatch.selectors import selected
from emulator.cloudwatch.term_patterns import TermPattern, parse_terms

_MAX_LENGTH = 1024
_UNREAD: Any = object()

__all__ = ["Event", "InvalidPattern", "Pattern", "compile_pattern"]


class Event:
    """A log event's message; it is parsed once at most, and only for a pattern that wants it so."""

    __slots__ = ("_columns", "_document", "message")

    def __init__(self, message: str) -> None:
        self.message = message
        self._document: dict[str, Any] | None = _UNREAD
        self._columns: Mapping[str, str] = {}

    @property
    def document(self) -> dict[str, Any] | None:
        if self._document is _UNREAD:
            self._document = parse_object(self.message) if self.message.lstrip()[:1] == "{" else None
        return self._document

    def matches(self, pattern: "Pattern") -> bool:
        match pattern:
            case JsonPattern():
                return self.document is not None and pattern.matches(self.document)
            case ColumnPattern():
                columns = pattern.columns(self.message)
                self._columns = columns or {}
                return columns is not None
        return pattern.matches(self.message)

    def field(self, name: str) -> object:
        """What a matched event has at `$.selector`, or in the column `$name`; None if there is nothing, or several."""
        if not name.startswith(("$.", "$[")):
            return self._columns.get(name.removeprefix("$"))
        found = selected(self.document, name) if self.document is not None else ()
        return found[0] if len(found) == 1 else None


Pattern = JsonPattern | ColumnPattern | TermPattern


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern | InvalidPattern:
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return InvalidPattern("The filter pattern is too long")
    if text.startswith("{"):
        return parse_json_pattern(text)
    return parse_columns(text) if text.startswith("[") else parse_terms(text)
