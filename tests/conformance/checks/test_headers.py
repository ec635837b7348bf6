import pytest
from schemathesis.core.transport import Response

from conformance.broken import PromiseBroken
from conformance.checks.cross_origin import cross_origin
from conformance.checks.request_ids import request_id
from conformance.checks.security_headers import caching, security_headers
from tests.conformance.checks.exchanges import answer, case, context, problem

ETAG = {"ETag": '"0"', "Cache-Control": "private, no-cache"}


def test_an_answer_that_is_looked_at_twice_has_one_request_id() -> None:
    response = answer()

    request_id(context(), response, case("listRuns"))
    request_id(context(), response, case("listRuns"))


@pytest.mark.parametrize("said", [[], ["a", "b"]])
def test_an_answer_without_a_request_id_of_its_own_is_reported(said: list[str]) -> None:
    response = answer()
    response.headers["x-amzn-requestid"] = said

    with pytest.raises(PromiseBroken, match="has a request id"):
        request_id(context(), response, case("listRuns"))


def test_a_request_id_that_comes_again_is_reported() -> None:
    first, second = (answer(headers={"x-amzn-requestid": "1"}, elapsed=seconds) for seconds in (0.1, 0.2))
    request_id(context(), first, case("listRuns"))

    with pytest.raises(PromiseBroken, match="another answer's"):
        request_id(context(), second, case("runTask"))


@pytest.mark.parametrize(
    ("operation_id", "response"),
    [
        ("listRuns", answer()),
        ("listRuns", answer(headers={"Access-Control-Expose-Headers": "x-amzn-requestid"})),
        ("getRun", answer(headers={**ETAG, "Access-Control-Expose-Headers": "*"})),
        ("listRuns", answer(status=204, method="OPTIONS")),
        ("readModelServer", answer(headers={"Access-Control-Allow-Origin": None})),
        ("readModelServer", answer(status=404, headers={"Access-Control-Allow-Origin": None})),
        ("runTask", answer({"message": "Request Too Long"}, 413, {"Access-Control-Allow-Origin": None})),
    ],
)
def test_an_answer_that_web_pages_may_read_passes(operation_id: str, response: Response) -> None:
    cross_origin(context(), response, case(operation_id))


@pytest.mark.parametrize(
    ("operation_id", "response"),
    [
        ("listRuns", answer(headers={"Access-Control-Allow-Origin": None})),
        ("listRuns", answer(headers={"Access-Control-Allow-Origin": "https://elsewhere.example"})),
        ("listRuns", answer(headers={"Access-Control-Allow-Credentials": "true"})),
        ("listRuns", answer(status=405, headers={"Access-Control-Allow-Origin": None})),
        ("getRun", answer(headers={**ETAG, "Access-Control-Expose-Headers": "Location"})),
        ("createBatch", answer(status=202, headers={"Location": "/", "Access-Control-Expose-Headers": None})),
        ("readModelServer", problem(401, "unauthorized", {"Access-Control-Allow-Origin": None})),
    ],
)
def test_an_answer_that_they_may_not_is_reported(operation_id: str, response: Response) -> None:
    with pytest.raises(PromiseBroken, match="web page"):
        cross_origin(context(), response, case(operation_id))


@pytest.mark.parametrize(
    ("operation_id", "response"),
    [
        ("listRuns", answer()),
        ("listRuns", answer(headers={"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload"})),
        ("readModelServer", answer(headers={"Strict-Transport-Security": None, "X-Powered-By": "a model"})),
    ],
)
def test_an_answer_with_the_security_headers_passes(operation_id: str, response: Response) -> None:
    security_headers(context(), response, case(operation_id))


@pytest.mark.parametrize("operation_id", ["listRuns", "readModelServer"])
def test_an_answer_with_a_cookie_is_reported_whoever_answers(operation_id: str) -> None:
    with pytest.raises(PromiseBroken, match="cookie"):
        security_headers(context(), answer(headers={"Set-Cookie": "session=1"}), case(operation_id))


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Content-Type-Options": None},
        {"X-Content-Type-Options": "sniff"},
        {"Strict-Transport-Security": None},
        {"Strict-Transport-Security": "max-age=0"},
        {"X-Powered-By": "Python"},
    ],
)
def test_an_answer_without_them_is_reported(headers: dict[str, str | None]) -> None:
    for response in (answer(headers=headers), problem(404, "not-found", headers)):
        with pytest.raises(PromiseBroken, match="security headers"):
            security_headers(context(), response, case("listRuns"))


@pytest.mark.parametrize(
    ("operation_id", "response"),
    [
        ("listRuns", answer()),
        ("getRun", answer(headers=ETAG)),
        ("getRun", answer(status=304, headers=ETAG)),
        ("getContract", answer(headers={"ETag": '"0"', "Cache-Control": "public, max-age=60"})),
        ("getHealth", answer()),
        ("listRuns", answer(status=204, method="OPTIONS")),
        ("readModelServer", answer(headers={"Cache-Control": "public"})),
    ],
)
def test_an_answer_that_is_kept_by_whom_it_is_for_passes(operation_id: str, response: Response) -> None:
    caching(context(), response, case(operation_id))


@pytest.mark.parametrize(
    ("operation_id", "headers"),
    [
        ("listRuns", {"Cache-Control": None}),
        ("listRuns", {"Cache-Control": "private, no-cache"}),
        ("listRuns", {"Cache-Control": "public, max-age=60"}),
        ("getRun", {**ETAG, "Cache-Control": "max-age=60"}),
        ("getRun", {**ETAG, "Cache-Control": "public, no-cache"}),
        ("getRun", {**ETAG, "Cache-Control": "no-cache"}),
        ("getHealth", {"Cache-Control": "public, max-age=60"}),
    ],
)
def test_an_answer_that_others_may_keep_is_reported(operation_id: str, headers: dict[str, str | None]) -> None:
    with pytest.raises(PromiseBroken, match="who may keep it"):
        caching(context(), answer(headers=headers), case(operation_id))
