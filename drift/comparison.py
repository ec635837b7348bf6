"""What is compared with what, and how that is said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drift.difference import NOTHING, Difference, differences
from drift.tolerances import export_differences
from drift.wanted import Wanted

MOST_SHOWN = 300
HIDDEN = "(not shown)"
_SENT = "authorization"


@dataclass(frozen=True, slots=True)
class Served:
    """`digest` is what `GET /health` tells of the contract, None where it tells nothing."""

    exported: Mapping[str, Any] = field(repr=False)
    document: Mapping[str, Any] = field(repr=False)
    digest: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """`source` is what the stage was asked."""

    source: str
    differences: tuple[Difference, ...]


def compare(wanted: Wanted, served: Served) -> tuple[Compared, ...]:
    return (
        Compared("GetExport", export_differences(wanted.body, served.exported)),
        Compared("GET /openapi.json", differences(wanted.document, served.document)),
        Compared("GET /health", differences({"contract": wanted.digest}, {"contract": served.digest})),
    )


def report(compared: tuple[Compared, ...]) -> str:
    """A line for each question and three for each difference."""
    lines: list[str] = []
    for each in compared:
        if each.differences:
            lines.append(f"{each.source}: {_counted(len(each.differences))}")
            for one in each.differences:
                lines += _told(one)
    return "\n".join(lines)


def _counted(number: int) -> str:
    return "1 difference" if number == 1 else f"{number:,} differences"


def _told(difference: Difference) -> tuple[str, str, str]:
    is_secret = difference.pointer.lower().endswith(_SENT)
    wanted, served = (HIDDEN if is_secret else _shown(value) for value in (difference.wanted, difference.served))
    where = f"{difference.operation}  {difference.pointer}" if difference.operation else difference.pointer
    return f"  {where}", f"    repository  {wanted}", f"    stage       {served}"


def _shown(value: Any) -> str:
    """One line, cut. What goes to the model server as `Authorization` is secret."""
    if value is NOTHING:
        return "nothing"
    text = json.dumps(_without_secrets(value), ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]} …"


def _without_secrets(node: Any) -> Any:
    match node:
        case Mapping():
            return {
                name: HIDDEN if name.lower().endswith(_SENT) and isinstance(value, str) else _without_secrets(value)
                for name, value in node.items()
            }
        case list():
            return [_without_secrets(value) for value in node]
    return node
