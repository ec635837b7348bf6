"""Handlers: what API Gateway hands on of a request, before any task looks at it."""

import base64
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fuzzing.target import Check, Target, Targets, lines_of
from handlers.documents.ingesting import Ingest, Sent
from handlers.documents.orders import BadBase64, ingest_of
from handlers.gateway.bodies import accept_body
from handlers.gateway.conditional import tagged
from handlers.gateway.contract import contract
from handlers.gateway.events import Received, receive
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import Problem
from handlers.runs.pages import BadCursor, Wanted, cursor_after, read_cursor
from handlers.usage.months import is_reported

_ROOT = Path(__file__).parents[2]
_FOLDER = _ROOT / "build" / "fuzz" / "task"
_MOST_BYTES = 1 << 16
_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_ID = "5f0f0f3e-6a57-4b0c-9d6a-3c9d5f0d4b1a"


def put_contract() -> None:
    """Where Lambda would have unpacked it, unless it is somewhere already."""
    if "LAMBDA_TASK_ROOT" in os.environ:
        return
    _FOLDER.mkdir(parents=True, exist_ok=True)
    document = yaml.safe_load((_ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    (_FOLDER / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    os.environ["LAMBDA_TASK_ROOT"] = str(_FOLDER)


def _open_bodies() -> Check:
    put_contract()
    return _check_body


def _open_parameters() -> Check:
    put_contract()
    return _check_parameters


def _check_body(data: bytes) -> None:
    (operation_id, content_type, encoding), body = lines_of(data, 3)
    is_base64 = encoding == "base64"
    text = body.decode("latin-1" if is_base64 else "utf-8", "replace")
    received = _received({"Content-Type": content_type} if content_type else {}, body=text, isBase64Encoded=is_base64)

    accepted = accept_body(_chosen(operation_id, "requestBody"), received, _MOST_BYTES)

    if isinstance(accepted, Problem):
        _assert_short(accepted)
    else:
        json.dumps(accepted, allow_nan=False).encode()


def _check_parameters(data: bytes) -> None:
    (operation_id,), rest = lines_of(data, 1)
    given: dict[str, dict[str, str]] = {"path": {}, "query": {}, "header": {}}
    for line in rest.decode("utf-8", "replace").split("\n"):
        place, _, pair = line.partition(" ")
        name, _, value = pair.partition("=")
        given.get(place, {})[name] = value
    received = _received(given["header"], pathParameters=given["path"], queryStringParameters=given["query"])

    accepted = accept_parameters(_chosen(operation_id, "parameters"), received)

    if isinstance(accepted, Problem):
        _assert_short(accepted)
    else:
        _check_accepted(accepted)
    tagged({"a": {"b": 1}}, received, volatile=("a/b",))


def _check_accepted(accepted: Mapping[str, Any]) -> None:
    if "month" in accepted:
        assert is_reported(accepted["month"], _NOW) in {True, False}
    if "cursor" in accepted:
        wanted = Wanted("tenant", (), accepted["limit"], accepted["cursor"])
        after = read_cursor("runs", wanted)
        # A cursor that is read is one that was given, but for bits that base64 leaves open.
        assert after is None or isinstance(after, BadCursor) or after == after.lower()
    json.dumps(dict(accepted)).encode()


def _check_base64(data: bytes) -> None:
    text = data.decode("utf-8", "replace")

    order = ingest_of({"source": "base64", "mediaType": "text/plain", "base64": text}, "tenant")

    if isinstance(order, Ingest):
        assert isinstance(order.source, Sent)
        written = base64.b64encode(order.source.content).decode()
        # Bits of the last character that no byte needs may be anything.
        assert (written[:-3], len(written)) == (text[:-3], len(text))
    else:
        assert isinstance(order, BadBase64)


def _received(headers: Mapping[str, str], **event: Any) -> Received:
    gateway = {"requestId": "1", "domainName": "h", "stage": "s", "authorizer": {"tenant": "tenant"}}
    return receive({"requestContext": gateway, "headers": dict(headers), **event})


@cache
def _operations(member: str) -> tuple[str, ...]:
    return tuple(
        operation["operationId"]
        for path in contract()["paths"].values()
        for operation in path.values()
        if isinstance(operation, Mapping)
        and "application/json" in json.dumps(operation.get(member, "application/json"))
        and (member != "requestBody" or member in operation)
    )


def _chosen(operation_id: str, member: str) -> str:
    known = _operations(member)
    return operation_id if operation_id in known else known[len(operation_id) % len(known)]


def _assert_short(problem: Problem) -> None:
    assert 400 <= problem.kind.status < 500
    assert len(problem.detail) <= 500
    assert len(problem.errors) <= 20
    assert all(len(each.pointer) <= 200 and len(each.detail) <= 200 for each in problem.errors)


_CURSOR = cursor_after(_ID, "runs", Wanted("tenant"))

TARGETS: Targets = {
    "request-bodies": Target(
        "a document that keeps its schema, or a short problem",
        _open_bodies,
        (
            b'runTask\napplication/json\ntext\n{"task": "rank", "query": "a", "documents": ["b"], "limit": 1}',
            b'runTask\n\ntext\n{"task": "embed", "texts": ["a", "\\ud83d\\ude00"]}',
            b'runTask\napplication/json; charset="utf-8"\nbase64\neyJ0YXNrIjogImVtYmVkIiwgInRleHRzIjogWyJhIl19',
            b'createDocument\napplication/json\ntext\n{"source": "text", "mediaType": "text/plain", "text": "a"}',
            b'createBatch\napplication/json\ntext\n{"items": [{"task": "embed", "texts": ["a"]}]}',
            b'searchPassages\napplication/json\ntext\n{"query": "a", "documentIds": ["' + _ID.encode() + b'"]}',
            b'answerQuestion\napplication/json\ntext\n{"question": "a?", "labels": ["x"]}',
            b'createUpload\napplication/json\ntext\n{"mediaType": "application/pdf"}',
        ),
        (
            *b"""
            "task" "texts" "labels" \\ud800 1e999 NaN {"a": [[[[ ]]]] null -0
            """.split(),
        ),
    ),
    "parameters": Target(
        "values that keep their schema, or a short problem; a cursor and a month are read or refused",
        _open_parameters,
        (
            b"listRuns\nquery limit=20\nquery cursor=" + _CURSOR.encode(),
            b"listDocuments\nquery limit=1\nquery label=a\nquery status=ready",
            b"getDocument\npath documentId=" + _ID.encode() + b'\nheader If-None-Match=W/"a", "b"',
            b"getUsage\nquery month=2026-11",
            b"createDocument\nheader Idempotency-Key=a-key-1",
        ),
        (
            *b"""
            limit= cursor= month= 0000-00 9999-12 Idempotency-Key=
            """.split(),
            b"query ",
            b"header ",
            b"path ",
        ),
    ),
    "base64-documents": Target(
        "the bytes that the text stands for, or none",
        lambda: _check_base64,
        (b"", b"aGVsbG8=", b"aGVsbG8hIQ==", b"////++++"),
        (b"=", b"==", b"\n", b"-_"),
    ),
}
