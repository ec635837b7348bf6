"""The stage as a probe calls it: each request is recorded where Schemathesis records its own, each answer is held
against the contract before the probe looks at it.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, cast

from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core import NOT_SET
from schemathesis.core.failures import Failure
from schemathesis.core.transport import HttpMethod, Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from conformance.addresses import is_passed_on
from conformance.broken import PromiseBroken
from conformance.callers import Caller, token_of
from conformance.every_answer import EVERY_ANSWERS, Check
from conformance.pace import IN_GOOD_TIME, PACE
from conformance.reading import IDEMPOTENCY_KEY, Link, at, is_idempotent_by_key, makers, request_examples
from contract import Document, Operation

CONFORMANCE = (
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@dataclass(frozen=True)
class Answer:
    """`case_id` is the request's in Schemathesis's records; `case` is the request itself."""

    case_id: str
    response: Response
    case: Case[Any]

    @property
    def status(self) -> int:
        return self.response.status_code

    @cached_property
    def headers(self) -> dict[str, str]:
        """By lower-case name; several of one name are joined, as HTTP has it."""
        return {name: ", ".join(values) for name, values in self.response.headers.items()}

    @cached_property
    def json(self) -> Any:
        """None where the body is not JSON."""
        try:
            return json.loads(self.response.content or b"null")
        except ValueError:
            return None


def record(ctx: CheckContext, parent: Case[Any], answer: Answer) -> None:
    """Puts a request that was made elsewhere among the records of the scenario at hand."""
    ctx.internals.record_case(parent_id=parent.id, case=answer.case)
    ctx.internals.record_response(case_id=answer.case_id, response=answer.response)


@dataclass(frozen=True)
class Stage:
    """`case` is the one whose answer set the probe off, for `operation`."""

    ctx: CheckContext
    case: Case[Any]
    document: Document
    operation: Operation
    asked: dict[str, Answer] = field(default_factory=dict)

    def operation_named(self, operation_id: str) -> Operation:
        return next(each for each in self.document.operations() if each.operation_id == operation_id)

    def ask(  # noqa: PLR0913 - a request has as many parts
        self,
        operation: Operation | None = None,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = NOT_SET,
        content_type: str | None = None,
        caller: Caller = Caller.TEAM,
        method: str | None = None,
        at_path: str | None = None,
        conforms: bool = True,
    ) -> Answer:
        """The answer to one request. A `body` that is bytes goes out as it is, anything else as JSON.

        `method` and `at_path` are for what the contract does not have. With `conforms`, an answer that the contract
        does not document for the operation is a failure by itself.
        """
        operation = operation or self.operation
        sent = {
            **({"Content-Type": content_type or "application/json"} if body is not NOT_SET else {}),
            **(headers or {}),
        }
        if content_type == "":
            del sent["Content-Type"]
        if token := self._token(caller):
            sent["Authorization"] = f"Bearer {token}"
        of_schema = self.case.operation.schema.find_operation_by_id(operation.operation_id)
        case = of_schema.Case(
            method=cast("HttpMethod", method) if method else None,
            path_parameters=dict(path or {}),
            query=dict(query or {}),
            headers=sent,
            body=NOT_SET if body is NOT_SET else self._bytes(body),
            media_type=None if body is NOT_SET else "application/octet-stream",
        )
        if at_path is not None:
            case.path = at_path
        # The trial team's come in bursts, and wait for each other.
        return self._sent(case, conforms=conforms, is_alone=caller is not Caller.TRIAL)

    def make(self, operation: Operation | None = None) -> tuple[Link, Answer, dict[str, str]]:
        """Something new, made by the first creation that links to the operation: the link, the answer to the creation,
        and the path parameters to call the operation with.
        """
        operation = operation or self.operation
        link = makers(self.document, operation)[0]
        answer = self.create(link.source)
        return link, answer, {name: str(at(answer.json, pointer)) for name, pointer in link.parameters.items()}

    def create(self, operation: Operation, body: Any = NOT_SET, **more: Any) -> Answer:
        """A creation that succeeded, of the contract's first example."""
        body = next(iter(request_examples(self.document, operation).values())) if body is NOT_SET else body
        keyed = is_idempotent_by_key(self.document, operation)
        headers = {**({IDEMPOTENCY_KEY: str(uuid.uuid4())} if keyed else {}), **more.pop("headers", {})}
        answer = self.ask(operation, body=body, headers=headers, **more)
        if not 200 <= answer.status < 300:
            self.broken("A documented example is refused", f"It was answered {answer.status}.", answer)
        return answer

    def broken(self, title: str, message: str, answer: Answer, *before: Answer) -> NoReturn:
        """Without `before`, all requests of this probe count as the way there; with the answer itself, none does."""
        for each in (*before, answer):
            self._recorded(each)
        way = tuple(each for each in ([every.case_id for every in before] or self.asked) if each != answer.case_id)
        lines = "".join(f"\n\n    {self._line(case_id)}" for case_id in way)
        raise PromiseBroken(
            operation=self.case.operation.label,
            title=title,
            message=f"{message}\n\nBefore:{lines}" if lines else message,
            case_id=answer.case_id,
            before=way,
        )

    def _recorded(self, answer: Answer) -> None:
        """Another probe's answer, which this one shares, is looked for among the records of this one."""
        if answer.case_id not in self.asked:
            self.asked[answer.case_id] = answer
            record(self.ctx, self.case, answer)

    def _line(self, case_id: str) -> str:
        assert self.ctx.internals.recorder is not None
        headers = self.ctx.internals.recorder.find_request_headers(case_id=case_id)
        return self.asked[case_id].case.as_curl_command(headers=headers)

    def expect(self, answer: Answer, *statuses: int, promise: str) -> Answer:
        if answer.status not in statuses:
            wanted = " or ".join(map(str, statuses))
            self.broken(promise, f"Expected {wanted}, got {answer.status}.", answer)
        return answer

    def has(self, caller: Caller) -> bool:
        return self._token(caller) is not None

    def _token(self, caller: Caller) -> str | None:
        token = token_of(caller)
        if token is None and caller is Caller.TEAM and self.ctx.internals.headers:
            # Given on the command line instead: -H 'Authorization: Bearer …'.
            token = self.ctx.internals.headers.get("Authorization", "").removeprefix("Bearer ") or None
        return token

    def _sent(self, case: Case[Any], *, conforms: bool, is_alone: bool) -> Answer:
        internals = self.ctx.internals
        internals.record_case(parent_id=self.case.id, case=case)
        options = dict(internals.transport_kwargs or {})
        # What the command line adds to each request would undo what the probe leaves out.
        options["headers"] = {}
        if (session := options.get("session")) is not None and session.headers:
            del options["session"]
        response = case.operation.schema.transport.send(case, **options)
        internals.record_response(case_id=case.id, response=response)
        answer = self.asked[case.id] = Answer(case.id, response, case)
        if is_alone:
            self._in_good_time(answer)
        if conforms:
            self.hold(answer)
        return answer

    def _in_good_time(self, answer: Answer) -> None:
        """Or a probe would ask on and on, and nobody would ever hear of it."""
        operation = answer.case.operation
        named = self.operation_named(str(operation.definition.raw["operationId"]))
        if not is_passed_on(self.document, named) and (said := PACE.slowness(operation.label, answer.response.elapsed)):
            self.broken(IN_GOOD_TIME, said, answer, answer)

    def hold(self, answer: Answer) -> None:
        """Against the contract: raises what Schemathesis would report of it."""
        self._held(answer, CONFORMANCE)
        self.hold_as_any(answer)

    def hold_as_any(self, answer: Answer) -> None:
        """Against what every answer keeps, also one that the contract documents nowhere."""
        self._held(answer, EVERY_ANSWERS)

    def _held(self, answer: Answer, checks: Iterable[Check]) -> None:
        for check in checks:
            try:
                check(self.ctx, answer.response, answer.case)
            except Failure as failure:
                failure.case_id = failure.case_id or answer.case_id
                raise

    @staticmethod
    def _bytes(body: Any) -> bytes:
        return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
