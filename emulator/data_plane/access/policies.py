"""IAM policies, parsed and judged: a pure core, which knows no call, no API and no AWS but this language.

Policies of authorizers, of APIs (resource policies) and of IAM's users and roles are all of this one kind.
Policy variables (`${aws:username}`) are not replaced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from emulator.data_plane.access.conditions import Circumstances, Condition, PolicyError, parse_conditions
from emulator.wildcards import is_match

ANYONE = "*"


class Verdict(Enum):
    """What policies say of a request. Where they are silent, the request is denied implicitly."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Question:
    """May these principals do this? Who is anonymous has no names but "*", which is not among `principals`."""

    action: str
    resource: str
    circumstances: Circumstances
    principals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """A Principal, Action or Resource element, or its negation: NotPrincipal, NotAction, NotResource."""

    patterns: tuple[str, ...]
    is_negated: bool

    def cover(self, text: str) -> bool:
        return self.is_negated is not any(is_match(pattern, text) for pattern in self.patterns)

    def cover_any(self, names: frozenset[str]) -> bool:
        """Principals are named in full, or not at all."""
        return self.is_negated is not any(pattern == ANYONE or pattern in names for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Statement:
    verdict: Verdict
    actions: Names  # in lower case
    resources: Names
    principals: Names | None  # None is everyone
    conditions: tuple[Condition, ...]

    def applies_to(self, question: Question) -> bool:
        return (
            self.actions.cover(question.action.lower())
            and self.resources.cover(question.resource)
            and (self.principals is None or self.principals.cover_any(question.principals))
            and all(condition.holds(question.circumstances) for condition in self.conditions)
        )


@dataclass(frozen=True, slots=True)
class Policy:
    statements: tuple[Statement, ...]

    @property
    def has_conditions(self) -> bool:
        """If not, its verdict depends on action, resource and principals alone."""
        return any(statement.conditions for statement in self.statements)

    def judge(self, question: Question) -> Verdict:
        return strongest(statement.verdict for statement in self.statements if statement.applies_to(question))


def strongest(verdicts: Iterable[Verdict]) -> Verdict:
    """Deny over allow, allow over silence."""
    said = set(verdicts)
    return next((verdict for verdict in (Verdict.DENY, Verdict.ALLOW) if verdict in said), Verdict.SILENT)


def parse_policy(document: object) -> Policy:
    """Raises PolicyError, with a sentence, for what is not a policy."""
    if not isinstance(document, Mapping):
        raise PolicyError("The policy is not an object.")
    statements = document.get("Statement")
    if isinstance(statements, Mapping):
        statements = [statements]
    if not isinstance(statements, list):
        raise PolicyError("The policy has no Statement.")
    return Policy(tuple(map(_parse_statement, statements)))


def _parse_statement(statement: object) -> Statement:
    if not isinstance(statement, Mapping):
        raise PolicyError("A statement is not an object.")
    effect = statement.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyError("A statement's Effect is neither Allow nor Deny.")
    actions, resources = _parse_names(statement, "Action"), _parse_names(statement, "Resource")
    if actions is None or resources is None:
        raise PolicyError("A statement has no Action or no Resource.")
    return Statement(
        verdict=Verdict.ALLOW if effect == "Allow" else Verdict.DENY,
        actions=Names(tuple(action.lower() for action in actions.patterns), actions.is_negated),
        resources=resources,
        principals=_parse_names(statement, "Principal"),
        conditions=parse_conditions(statement.get("Condition") or {}),
    )


def _parse_names(statement: Mapping[str, Any], element: str) -> Names | None:
    is_negated = f"Not{element}" in statement
    value = statement.get(f"Not{element}" if is_negated else element)
    return None if value is None else Names(tuple(_flatten(value, element)), is_negated)


def _flatten(value: object, element: str) -> Iterable[str]:
    """A name, a list of names, or principals by their kind."""
    kinds: Iterable[object] = value.values() if element == "Principal" and isinstance(value, Mapping) else (value,)
    for names in kinds:
        for name in names if isinstance(names, list) else (names,):
            if not isinstance(name, str):
                raise PolicyError(f"{element} is neither a text nor a list of texts.")
            yield name
