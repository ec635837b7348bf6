"""What a refusal has to be: exactly one status, as a problem of one kind, with the id to ask for help with."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.stage import Answer, Stage

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Refusal:
    """`kind` is the last part of the problem's `type`."""

    status: int
    kind: str


INVALID = Refusal(400, "invalid-request")
UNAUTHORIZED = Refusal(401, "unauthorized")
FORBIDDEN = Refusal(403, "access-denied")
NOT_FOUND = Refusal(404, "not-found")
METHOD_NOT_ALLOWED = Refusal(405, "method-not-allowed")
TOO_LARGE = Refusal(413, "content-too-large")
UNSUPPORTED_TYPE = Refusal(415, "unsupported-media-type")
THROTTLED = Refusal(429, "throttled")


def refused(stage: Stage, answer: Answer, *refusals: Refusal, promise: str, what: str) -> Answer:
    """One of `refusals`, in full; `what` tells what was sent."""
    refusal = next((each for each in refusals if each.status == answer.status), None)
    if refusal is None:
        wanted = " or ".join(f"{each.status} ({each.kind})" for each in refusals)
        stage.broken(promise, f"{what} has to be answered {wanted}; it was answered {answer.status}.", answer, answer)
    faults = (*_faults(answer, refusal), *_lacking(stage, answer))
    if faults:
        stage.broken(promise, f"{what} was answered {answer.status}, but {faults[0]}.", answer, answer)
    stage.hold_as_any(answer)
    return answer


def _lacking(stage: Stage, answer: Answer) -> Iterator[str]:
    """The headers that all problems of the operation are promised to have are those of any refusal, also of one that
    the contract documents nowhere.
    """
    for name, values in _promised(stage).items():
        value = answer.headers.get(name)
        if value is None:
            yield f"it has no {name}"
        elif values and value not in values:
            yield f"{name} is {value!r}, not {' or '.join(map(repr, values))}"


def _promised(stage: Stage) -> dict[str, tuple[str, ...]]:
    """By lower-case name, the values that there are; none where any value will do."""
    document, responses = stage.document, stage.operation.raw["responses"]
    problems = [each for each in map(document.resolve, responses.values()) if PROBLEM in each.get("content", {})]
    headers = [{name.lower(): each for name, each in problem.get("headers", {}).items()} for problem in problems]
    common = [name for name in (headers or [{}])[0] if all(name in each for each in headers)]
    schemas = {name: document.resolve(document.resolve(headers[0][name]).get("schema", {})) for name in common}
    return {name: tuple(map(str, schema.get("enum", ()))) for name, schema in schemas.items()}


def _faults(answer: Answer, refusal: Refusal) -> list[str]:
    """Why the answer is not the problem that it has to be."""
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if media_type != PROBLEM:
        return [f"its Content-Type is {media_type or 'missing'}, not {PROBLEM}"]
    problem = answer.json
    if not isinstance(problem, dict):
        return ["its body is no JSON object"]
    wanted = {"status": refusal.status, "requestId": answer.headers.get("x-amzn-requestid")}
    faults = [
        f"`{name}` is {problem.get(name)!r}, not {value!r}"
        for name, value in wanted.items()
        if problem.get(name) != value
    ]
    if not str(problem.get("type", "")).endswith(f":problem:{refusal.kind}"):
        faults.append(f"`type` is {problem.get('type')!r}, which is not of the kind {refusal.kind}")
    return faults + [f"`{name}` is empty" for name in ("title", "detail") if not problem.get(name)]
