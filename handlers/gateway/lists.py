"""Lists: what a page is asked for by parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.gateway.problems import UNKNOWN_CURSOR, Problem
from handlers.runs.pages import Wanted

BAD_CURSOR = Problem(UNKNOWN_CURSOR, "The cursor is not of this list with these filters. Start without one.")


def wanted_of(parameters: Mapping[str, Any], tenant: str, filters: Sequence[str]) -> Wanted:
    given = tuple((name, parameters[name]) for name in filters if name in parameters)
    return Wanted(tenant, given, parameters["limit"], parameters.get("cursor"))
