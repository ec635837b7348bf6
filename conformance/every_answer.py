"""What every answer keeps, documented or not: checks that also look at what probes are answered.

None but a probe's is a 401, a 413 or a 429 of most operations.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

Check = Callable[[CheckContext, Response, Case[Any]], bool | None]
Made = TypeVar("Made", bound=Check)

EVERY_ANSWERS: list[Check] = []


def every_answer(check: Made) -> Made:
    """For those that remember nothing of earlier answers. The hooks import them all, and so they are known."""
    EVERY_ANSWERS.append(check)
    return check
