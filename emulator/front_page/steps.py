"""What each step made of a request, and how long it took: the pipeline's marks as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.data_plane.pipeline import STEPS
from emulator.front_page.request_log import SeenRequest

_LABELS = {
    "authorize": "Authorize",
    "check_api_key": "Check the API key",
    "throttle": "Throttle and quota",
    "validate_request": "Validate the request",
    "integrate": "Integrate",
}


@dataclass(frozen=True, slots=True)
class StepTaken:
    """`offset` and `share` are of the whole request, in percent."""

    label: str
    outcome: str  # passed, refused, answered or not reached
    milliseconds: float | None
    offset: float
    share: float
    detail: str


def steps_of(seen: SeenRequest) -> Sequence[StepTaken]:
    if seen.resource_path is None:
        return [_of_route(seen, "refused")]
    taken = [_of_route(seen, "passed")]
    total = seen.marks[-1] - seen.marks[0] if len(seen.marks) > 1 else 0.0
    for number, step in enumerate(STEPS, start=1):
        label = _LABELS.get(step.__name__, step.__name__.replace("_", " ").capitalize())
        if number >= len(seen.marks):
            taken.append(StepTaken(label, "not reached", None, 0.0, 0.0, ""))
            continue
        before, after = seen.marks[number - 1], seen.marks[number]
        is_last = number == len(seen.marks) - 1
        taken.append(
            StepTaken(
                label,
                _outcome(seen) if is_last else "passed",
                (after - before) * 1000,
                _percent(before - seen.marks[0], total),
                _percent(after - before, total),
                _detail(seen) if is_last else "",
            )
        )
    return taken


def ended_in(seen: SeenRequest) -> str:
    """The step that gave the answer, in a word for a table."""
    if seen.resource_path is None:
        return "Route"
    last = len(seen.marks) - 2
    return _LABELS.get(STEPS[last].__name__, STEPS[last].__name__) if 0 <= last < len(STEPS) else "Failed"


def _of_route(seen: SeenRequest, outcome: str) -> StepTaken:
    found = f"{seen.declared_method} {seen.resource_path}" if seen.resource_path is not None else _detail(seen)
    return StepTaken("Route", outcome, None, 0.0, 0.0, found)


def _outcome(seen: SeenRequest) -> str:
    return "refused" if seen.refusal is not None else "answered"


def _detail(seen: SeenRequest) -> str:
    if seen.refusal is not None:
        told = seen.refusal.validation_error or seen.refusal.reason or seen.refusal.message
        return f"{seen.refusal.type}: {told}"
    return f"Integration answered {seen.report.status}" if seen.report else ""


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole > 0 else 0.0
