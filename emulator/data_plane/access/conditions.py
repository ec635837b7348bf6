"""Conditions of IAM policies: the operators as a table, and what a condition makes of the values that a request has.

The rules are those of the IAM user guide, "IAM JSON policy elements: Condition operators".
"""

import operator
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from emulator.wildcards import is_arn_match, is_match

# A condition key in lower case, e.g. "aws:sourceip", to the values that the request has for it.
Circumstances = Callable[[str], Sequence[str]]


class PolicyError(ValueError):
    """A policy is not one. The message is for logs."""


@dataclass(frozen=True, slots=True)
class Operator:
    """`wanted` reads a policy's value and `given` a request's; both raise ValueError for what they cannot read."""

    wanted: Callable[[str], Any]
    given: Callable[[str], Any]
    holds: Callable[[Any, Any], bool]  # given, then wanted
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """`quantifier` is "", "forallvalues" or "foranyvalue". An operator of None asks whether the key is absent."""

    key: str
    operator: Operator | None
    quantifier: str
    if_exists: bool
    wanted: tuple[Any, ...]

    def holds(self, circumstances: Circumstances) -> bool:
        values = circumstances(self.key)
        if self.operator is None:
            return any(wanted is not bool(values) for wanted in self.wanted)
        if not values:
            return self._holds_without_key(self.operator)
        judged = [self._is_met(self.operator, value) for value in values]
        if self.quantifier:
            return all(judged) if self.quantifier == "forallvalues" else any(judged)
        return all(judged) if self.operator.is_negated else any(judged)

    def _holds_without_key(self, wanted: Operator) -> bool:
        if self.if_exists or self.quantifier == "forallvalues":
            return True
        return wanted.is_negated and not self.quantifier

    def _is_met(self, wanted: Operator, value: str) -> bool:
        try:
            given = wanted.given(value)
        except ValueError:
            return wanted.is_negated
        return wanted.is_negated is not any(wanted.holds(given, each) for each in self.wanted)


def parse_conditions(block: object) -> tuple[Condition, ...]:
    """A statement's Condition element. Raises PolicyError."""
    if not isinstance(block, Mapping):
        raise PolicyError("Condition is not an object.")
    return tuple(
        _parse(str(name), str(key), values)
        for name, keys in block.items()
        for key, values in _object(name, keys).items()
    )


def _object(name: object, keys: object) -> Mapping[Any, Any]:
    if not isinstance(keys, Mapping):
        raise PolicyError(f"The condition {name} is not an object.")
    return keys


def _parse(name: str, key: str, values: object) -> Condition:
    quantifier, _, bare = name.lower().rpartition(":")
    if_exists = bare.endswith("ifexists")
    bare = bare.removesuffix("ifexists")
    texts = [_text(value) for value in (values if isinstance(values, list) else [values])]
    if bare == "null":
        return Condition(key.lower(), None, "", False, tuple(map(_boolean, texts)))
    found = OPERATORS.get(bare)
    if found is None or quantifier not in ("", "forallvalues", "foranyvalue"):
        raise PolicyError(f"There is no condition operator {name}.")
    try:
        wanted = tuple(found.wanted(text) for text in texts)
    except ValueError as error:
        raise PolicyError(f"The condition {name} of {key} cannot be compared with {texts}.") from error
    return Condition(key.lower(), found, quantifier, if_exists, wanted)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    raise PolicyError("A condition compares with a text, a number or a boolean.")


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise PolicyError(f"{text} is not a boolean.")
    return text.lower() == "true"


def _moment(text: str) -> float:
    """ISO 8601, or seconds since the epoch."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _swapped(matches: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    return lambda given, pattern: matches(pattern, given)


def _pair(name: str, negated: str, plain: Operator) -> dict[str, Operator]:
    return {name: plain, negated: Operator(plain.wanted, plain.given, plain.holds, is_negated=True)}


def _comparisons(kind: str, read: Callable[[str], Any]) -> dict[str, Operator]:
    ordered = {
        "lessthan": operator.lt,
        "lessthanequals": operator.le,
        "greaterthan": operator.gt,
        "greaterthanequals": operator.ge,
    }
    return {
        **_pair(f"{kind}equals", f"{kind}notequals", Operator(read, read, operator.eq)),
        **{f"{kind}{name}": Operator(read, read, compare) for name, compare in ordered.items()},
    }


OPERATORS: Mapping[str, Operator] = {
    **_pair("stringequals", "stringnotequals", Operator(str, str, operator.eq)),
    **_pair("stringequalsignorecase", "stringnotequalsignorecase", Operator(str.casefold, str.casefold, operator.eq)),
    **_pair("stringlike", "stringnotlike", Operator(str, str, _swapped(is_match))),
    **_pair("arnequals", "arnnotequals", Operator(str, str, _swapped(is_arn_match))),
    **_pair("arnlike", "arnnotlike", Operator(str, str, _swapped(is_arn_match))),
    **_pair(
        "ipaddress",
        "notipaddress",
        Operator(lambda text: ip_network(text, strict=False), ip_address, lambda given, network: given in network),
    ),
    **_comparisons("numeric", float),
    **_comparisons("date", _moment),
    "bool": Operator(_boolean, _boolean, operator.eq),
    "binaryequals": Operator(b64decode, b64decode, operator.eq),
}
