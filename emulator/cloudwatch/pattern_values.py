"""What a filter pattern compares with: text with wildcards, a number, or a regular expression. Pure."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt

import regex

_SECONDS = 0.05
_REGEX_CHARACTERS = re.compile(r"(?:[A-Za-z0-9_#=@/;,\-:\s^$?\[\]{}|*+.]|\\.)*")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_ORDERS: Mapping[str, Callable[[float, float], bool]] = {"<": lt, ">": gt, "<=": le, ">=": ge, "=": eq}


@dataclass(frozen=True, slots=True)
class InvalidPattern:
    reason: str


@dataclass(frozen=True, slots=True)
class Expression:
    """CloudWatch's have neither groups nor lookaround, and are found anywhere in a text."""

    compiled: "regex.Pattern[str]"

    def found_in(self, text: str) -> bool:
        """What takes too long to find out is not found."""
        try:
            return self.compiled.search(text, timeout=_SECONDS) is not None
        except TimeoutError:
            return False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field's value compared with a pattern's. A field that is not there fulfils none, not even !=."""

    operator: str  # one of = != < > <= >=
    number: float | None
    text: "re.Pattern[str] | Expression | None"

    def holds(self, value: object) -> bool:
        if isinstance(value, bool) or value is None or isinstance(value, dict | list):
            return False
        if self.operator == "!=":
            return not self._equals(value)
        if self.operator == "=":
            return self._equals(value)
        return self.number is not None and _is_in_order(self.operator, value, self.number)

    def _equals(self, value: object) -> bool:
        if self.number is not None and not isinstance(value, str):
            return _is_in_order("=", value, self.number)
        text = value if isinstance(value, str) else _text_of(value)
        if isinstance(self.text, Expression):
            return self.text.found_in(text)
        return self.text is not None and self.text.fullmatch(text) is not None


def compare(operator: str, literal: str) -> Comparison | InvalidPattern:
    """`literal` as it is in the pattern: "quoted", %regular expression%, a number or a word."""
    if operator not in ("=", "!=") and not _NUMBER.fullmatch(literal):
        return InvalidPattern(f"{operator} wants a number")
    if literal.startswith("%"):
        expression = parse_expression(literal)
        return expression if isinstance(expression, InvalidPattern) else Comparison(operator, None, expression)
    if literal.startswith('"'):
        text, number = unquoted(literal), None
    else:
        text, number = literal, float(literal) if _NUMBER.fullmatch(literal) else None
    return Comparison(operator, number, wildcards(text))


def parse_expression(literal: str) -> Expression | InvalidPattern:
    text = literal[1:-1]
    if not _REGEX_CHARACTERS.fullmatch(text):
        return InvalidPattern("The regular expression has a character that is not supported")
    try:
        return Expression(regex.compile(text))
    except regex.error as error:
        return InvalidPattern(f"The regular expression is not valid: {error}")


def wildcards(text: str) -> "re.Pattern[str]":
    """A * stands for any text; what is between two of them is looked for once, from left to right."""
    first, *others = [re.escape(part) for part in text.split("*")]
    # Atomic, so that a text is not gone through again for each way to divide it.
    inner = "".join(f"(?>.*?{part})" for part in others[:-1] if part)
    return re.compile(first + (inner + ".*" + others[-1] if others else ""), re.DOTALL)


def unquoted(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1])


def _is_in_order(operator: str, value: object, number: float) -> bool:
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            return False
        value = float(value)
    return isinstance(value, int | float) and _ORDERS[operator](value, number)


def _text_of(value: object) -> str:
    """As JSON has the number."""
    if isinstance(value, float) and value.is_integer() and math.fabs(value) < 1e15:
        return str(int(value))
    return str(value)
