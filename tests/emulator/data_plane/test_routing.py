"""Which method answers a path. The ids are those of the facts about AWS."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.routes import build_routes, find_route
from tests.emulator.data_plane.fakes import FakeFunctions, succeeded
from tests.emulator.data_plane.rest_apis import (
    Deployed,
    Methods,
    document,
    header,
    lambda_proxy,
    method,
    mock,
    snapshot,
)


def answers(*names: str) -> Methods:
    """Methods whose answers name the resource and the method that were found."""
    where = '{"resource": "$context.resourcePath", "path": "$input.params().path"}'
    return {name: method(mock(response=where)) for name in names}


SIBLINGS = {"/": {}, "/test": answers("POST"), "/test/any": answers("ANY"), "/{proxy+}": answers("OPTIONS")}
PARTS = {"/part1": answers("GET"), "/part1/hardcoded-value": answers("GET"), "/{param+}": answers("GET")}


def test_f082_path_without_resource_is_missing_authentication_token() -> None:
    stage = Deployed(snapshot({"/existing": answers("GET")}))

    answer = stage.call("GET", "/random-non-existing")

    assert answer.status == 403
    assert document(answer) == {"message": "Missing Authentication Token"}
    assert header(answer, "x-amzn-ErrorType") == "MissingAuthenticationTokenException"
    assert header(answer, "Content-Type") == "application/json"


@pytest.mark.parametrize(
    ("paths", "http_method", "path", "resource"),
    [
        pytest.param(SIBLINGS, "POST", "/test", "/test", id="F085"),
        pytest.param(SIBLINGS, "OPTIONS", "/test/any", "/test/any", id="F086"),
        pytest.param(SIBLINGS, "GET", "/test/any", "/test/any", id="F087"),
        pytest.param(SIBLINGS, "OPTIONS", "/test", "/{proxy+}", id="a less specific resource that has the method"),
        pytest.param(SIBLINGS, "OPTIONS", "/test/any/more", "/{proxy+}", id="past the end of the literals"),
        pytest.param(PARTS, "GET", "/part1", "/part1", id="F088"),
        pytest.param(PARTS, "GET", "/part1/hardcoded-value", "/part1/hardcoded-value", id="literal below a literal"),
        pytest.param(PARTS, "GET", "/part1/else", "/{param+}", id="greedy beside a literal"),
        pytest.param({"/a/{b}": answers("GET")}, "GET", "//a/1/", "/a/{b}", id="slashes around the path"),
        pytest.param({"/ab": answers("GET")}, "GET", "/%61b", "/ab", id="encoded literal"),
        pytest.param({"/": answers("GET")}, "GET", "", "/", id="root without a slash"),
    ],
)
def test_most_specific_resource_with_the_method_answers(
    paths: dict[str, Methods], http_method: str, path: str, resource: str
) -> None:
    stage = Deployed(snapshot(paths))

    answer = stage.call(http_method, path)

    assert answer.status == 200
    assert document(answer)["resource"] == resource


@pytest.mark.parametrize(
    ("http_method", "path"),
    [("GET", "/test"), ("DELETE", "/nothing"), ("OPTIONS", "/"), ("GET", "/a//"), ("GET", "/a/b/c")],
)
def test_no_resource_with_the_method_is_missing_authentication_token(http_method: str, path: str) -> None:
    stage = Deployed(snapshot({**SIBLINGS, "/a/{b}": answers("GET")}))

    answer = stage.call(http_method, path)

    assert answer.status == 403


CHAIN = {
    "/": {},
    "/jobs": {},
    "/jobs/{kind}": answers("GET"),
    "/cors": answers("OPTIONS"),
    "/users/me": answers("PATCH"),
    "/users/{id}": answers("GET"),
    "/things/real": answers("GET"),
    "/things/{rest+}": answers("POST"),
    "/{proxy+}": answers("PUT"),
}


@pytest.mark.parametrize(
    ("call", "resource"),
    [
        pytest.param("GET /jobs/reboot", "/jobs/{kind}", id="resource with the method"),
        pytest.param("PUT /jobs", "/{proxy+}", id="resource without methods"),
        pytest.param("PUT /jobs/reboot", "/{proxy+}", id="resource with another method"),
        pytest.param("PUT /cors", "/{proxy+}", id="resource that has a preflight alone"),
        pytest.param("PATCH /users/me", "/users/me", id="literal with the method"),
        pytest.param("GET /users/me", "/users/{id}", id="parameter beside the literal"),
        pytest.param("POST /things/real", "/things/{rest+}", id="greedy beside the literal"),
        pytest.param("PUT /things/real", "/{proxy+}", id="greedy further up"),
        pytest.param("PUT /users/me/and/more", "/{proxy+}", id="longer than any other"),
    ],
)
def test_resource_and_method_are_looked_for_together(call: str, resource: str) -> None:
    """As people have measured on AWS."""
    http_method, path = call.split()

    answer = Deployed(snapshot(CHAIN)).call(http_method, path)

    assert (answer.status, document(answer)["resource"]) == (200, resource)


@pytest.mark.parametrize("http_method", ["HEAD", "OPTIONS", "POST", "get", "TRACE"])
def test_no_method_answers_for_another(http_method: str) -> None:
    assert Deployed(snapshot({"/a": answers("GET")})).call(http_method, "/a").status == 403


@pytest.mark.parametrize("http_method", ["GET", "HEAD", "OPTIONS", "PATCH"])
def test_any_answers_for_every_method(http_method: str) -> None:
    assert Deployed(snapshot({"/a": answers("ANY")})).call(http_method, "/a").status == 200


def test_path_parameters_stay_encoded() -> None:
    stage = Deployed(snapshot({"/{id}/{rest+}": {"GET": method(lambda_proxy())}}), functions=FakeFunctions())

    stage.call("GET", "/a%2Fb/c%20d/%40/")

    assert stage.functions.events[0]["pathParameters"] == {"id": "a%2Fb", "rest": "c%20d/%40"}


def test_method_override_header_decides() -> None:
    stage = Deployed(snapshot({"/a": answers("DELETE")}), functions=FakeFunctions(succeeded({})))

    answer = stage.call("POST", "/a", headers=(("X-HTTP-Method-Override", "DELETE"),))

    assert answer.status == 200


@pytest.mark.parametrize("other", [{"api_id": "unknown"}, {"stage_name": "unknown"}])
def test_unknown_api_or_stage_is_forbidden(other: dict[str, Any]) -> None:
    stage = Deployed(snapshot({"/a": answers("GET")}))

    answer = stage.call("GET", "/a", **other)

    assert (answer.status, document(answer)) == (403, {"message": "Forbidden"})
    assert header(answer, "x-amzn-ErrorType") == "ForbiddenException"


SEGMENTS = st.sampled_from(["a", "b", "c"])
TEMPLATES = st.tuples(st.lists(st.one_of(SEGMENTS, st.just("{p}")), max_size=3), st.sampled_from([[], ["{g+}"]])).map(
    lambda parts: "/" + "/".join(parts[0] + parts[1])
)


def rank(template: str) -> list[int]:
    """How specific each segment is, for comparison: literals first, greedy last."""
    return [2 if part.endswith("+}") else 1 if part.startswith("{") else 0 for part in template.strip("/").split("/")]


def fits(template: str, path: list[str]) -> bool:
    wanted = [part for part in template.strip("/").split("/") if part]
    if wanted and wanted[-1].endswith("+}"):
        wanted = wanted[:-1]
        return len(path) > len(wanted) and fits("/" + "/".join(wanted), path[: len(wanted)])
    return len(wanted) == len(path) and all(
        part.startswith("{") or part == given for part, given in zip(wanted, path, strict=True)
    )


@given(
    st.dictionaries(TEMPLATES, st.sets(st.sampled_from(["GET", "POST", "ANY"]), min_size=1), max_size=8),
    st.lists(SEGMENTS, max_size=4),
    st.sampled_from(["GET", "POST", "PUT"]),
)
def test_routes_are_those_of_trying_every_template_from_the_most_specific(
    declared: dict[str, set[str]], path: list[str], http_method: str
) -> None:
    resources = [(template, {name: (template, name) for name in names}) for template, names in declared.items()]

    found = find_route(build_routes(resources), http_method, "/" + "/".join(path))

    candidates = sorted(
        (t for t, names in declared.items() if fits(t, path) and names & {http_method, "ANY"}), key=rank
    )
    if not candidates:
        assert found is None
    else:
        assert found is not None
        assert found.method == (candidates[0], http_method if http_method in declared[candidates[0]] else "ANY")
