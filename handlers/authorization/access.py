"""What scopes open: the rows of the contract's access table, as resources of an IAM policy.

In a policy `*` stands for any characters, slashes too, so that `GET/documents/*` covers `GET/documents/1/text` as well.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
ANY_METHOD = "*"


@dataclass(frozen=True, slots=True)
class Row:
    """`resource` is as `GET/documents/*`. It takes all of `scopes`; of several rows of one resource, one is enough."""

    resource: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Access:
    """Resources below an API's stage. What is denied is so even where it is allowed."""

    allowed: tuple[str, ...]
    denied: tuple[str, ...]


def rows_of(table: Collection[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Any method is each that the path has no row for. `*` in its place would stand for parts of paths as well."""
    named = {(row["method"], row["path"]) for row in table}
    return tuple(
        Row(method + row["path"], frozenset(row["scopes"]))
        for row in table
        for method in (METHODS if row["method"] == ANY_METHOD else (row["method"],))
        if row["method"] != ANY_METHOD or (method, row["path"]) not in named
    )


def access_of(rows: Iterable[Row], scopes: frozenset[str]) -> Access:
    """All that `scopes` open, and nothing that they do not.

    What a wildcard covers, though the scopes for it are missing, is denied. Where that could deny what they do open,
    the wildcard is not allowed: `GET/runs/*/log` is not without `GET/runs/*`, whose parameter may be a greedy one.
    What has no wildcard opens itself alone, for API Gateway prefers it to paths with parameters.
    """
    held = dict.fromkeys(row.resource for row in rows if row.scopes <= scopes)
    missing = dict.fromkeys(row.resource for row in rows if row.resource not in held)
    undeniable = [each for each in missing if not _is_deniable(each, held)]
    allowed = tuple(each for each in held if "*" not in each or not any(overlap(each, other) for other in undeniable))
    wild = [each for each in allowed if "*" in each]
    denied = [each for each in missing if any(overlap(each, other) for other in wild)]
    return Access(allowed, _spellings(denied))


def _is_deniable(missing: str, held: Iterable[str]) -> bool:
    """Whether it is but a part of each that it overlaps: then API Gateway, too, takes the part for itself."""
    return all(_matches(each, missing) for each in held if overlap(each, missing))


def _spellings(denied: list[str]) -> tuple[str, ...]:
    """One path can be written in several ways, with `%` or a slash at its end. A denial must hold for each of them."""
    return (*denied, *(f"{each}/" for each in denied), *(("*%*",) if denied else ()))


def overlap(one: str, other: str) -> bool:
    """Whether there is a text that both match. Between two wildcards any text fits: only their ends can differ."""
    if not _agree(one.partition("*")[0], other.partition("*")[0], str.startswith):
        return False
    if "*" in one and "*" in other:
        return _agree(one.rpartition("*")[2], other.rpartition("*")[2], str.endswith)
    return _matches(one, other) or _matches(other, one)


def _agree(one: str, other: str, holds: Callable[[str, str], bool]) -> bool:
    return holds(one, other) or holds(other, one)


def _matches(pattern: str, text: str) -> bool:
    """A `*` in `text` is a character as any other, so that of two patterns this says which is a part of which."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None
