"""A request and its answer, as the passive checks look at them."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urlsplit

from schemathesis import Case
from schemathesis.core.transport import Response

from conformance.broken import PromiseBroken
from conformance.contracts import document_of, operation_of
from conformance.instances import Instance, instances
from conformance.reading import success
from contract import Document, Operation

PROBLEM = "application/problem+json"
MOST_COMPLAINTS = 5
NOTHING = object()
"""In the place of a body that is none, or is not JSON."""


@dataclass(frozen=True)
class Exchange:
    """`operation` is the one that was meant; the request may have gone to its path by another method."""

    document: Document
    operation: Operation
    response: Response
    case: Case[Any]

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def method(self) -> str:
        return str(self.response.request.method).upper()

    @property
    def is_declared(self) -> bool:
        return self.method == self.operation.method.upper()

    def header(self, name: str) -> str | None:
        """Several of one name are joined, as HTTP has it; `name` in any case."""
        values = self.response.headers.get(name.lower())
        return None if values is None else ", ".join(values)

    @cached_property
    def media_type(self) -> str:
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        return _parsed(self.response.content)

    @cached_property
    def sent_json(self) -> Any:
        body = self.response.request.body
        return _parsed(body) if isinstance(body, bytes | str) else NOTHING

    @cached_property
    def query(self) -> Mapping[str, list[str]]:
        return parse_qs(urlsplit(str(self.response.request.url)).query, keep_blank_values=True)

    @cached_property
    def answered_at(self) -> datetime | None:
        """By the stage's own clock, to the second."""
        try:
            return parsedate_to_datetime(self.header("Date") or "").astimezone(UTC)
        except ValueError:
            return None

    @cached_property
    def documented(self) -> Mapping[str, Any]:
        """The response, resolved, that the contract has for this status; empty where it has none."""
        responses = self.operation.raw["responses"]
        known: Mapping[str, Any] = next(
            (responses[key] for key in (str(self.status), f"{self.status // 100}XX") if key in responses), {}
        )
        return self.document.resolve(known)

    @cached_property
    def is_own(self) -> bool:
        """Not so: what a server behind the API says, and what AWS says in words of its own.

        The one is told by a success that no web page is promised to read, the other by an error that is documented in
        another media type than problems have.
        """
        if self.media_type == PROBLEM:
            return True
        if self.status >= 400 and self.media_type in self.documented.get("content", {}):
            return False
        promised = success(self.document, self.operation)[1].get("headers", {})
        return "access-control-allow-origin" in {name.lower() for name in promised}

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """Of an answer that matches its schema; what does not is for Schemathesis's own check to report."""
        media = self.documented.get("content", {}).get(self.media_type, {})
        if not self.is_declared or "schema" not in media or self.json is NOTHING:
            return ()
        if not self.case.operation.is_valid_response(self.response):
            return ()
        return tuple(instances(self.document, media["schema"], self.json))


Complaints = Callable[[Exchange, Instance], Iterable[str]]
"""What is not as promised of a component, a sentence each."""


class _Last(threading.local):
    """The exchange that was asked for last: each worker looks at one answer at a time, with every check."""

    exchange: Exchange | None = None


_last = _Last()


def exchange_of(response: Response, case: Case[Any]) -> Exchange | None:
    """None where the case is of no operation of the contract. The last one is kept: every check asks for the same."""
    last = _last.exchange
    if last is not None and last.response is response and last.case is case:
        return last
    document = document_of(case)
    operation = operation_of(case)
    if operation is None:
        return None
    _last.exchange = Exchange(document, operation, response, case)
    return _last.exchange


def report(case: Case[Any], title: str, complaints: Iterable[str]) -> None:
    """Raises PromiseBroken if there are any."""
    said = list(islice(complaints, MOST_COMPLAINTS))
    if said:
        raise PromiseBroken(operation=case.operation.label, title=title, message="\n".join(said))


def look(response: Response, case: Case[Any], component: str, title: str, complaints: Complaints) -> None:
    """Reports what is not as promised of each instance of a component in the answer."""
    exchange = exchange_of(response, case)
    if exchange is not None:
        found = (each for each in exchange.instances if each.component == component)
        report(
            case,
            title,
            (f"{each.pointer or 'The answer'}: {said}" for each in found for said in complaints(exchange, each)),
        )


def moment(text: Any) -> datetime | None:
    """None for null, and for what is no time with a zone."""
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else None


def is_after(one: datetime | None, other: datetime | None) -> bool:
    """False where either is not known."""
    return one is not None and other is not None and one > other


def _parsed(body: bytes | str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return NOTHING
