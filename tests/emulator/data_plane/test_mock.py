"""MOCK integrations, and what passes through templates. The ids are those of the facts about AWS."""

from typing import Any

import pytest

from tests.emulator.data_plane.rest_apis import Deployed, document, header, method, mock, settings, snapshot


def mocked(integration: dict[str, Any], path: str = "/test/{id}") -> Deployed:
    return Deployed(snapshot({path: {"ANY": method(integration)}}), settings(variables={"team": "blue"}))


def responses(**by_status: dict[str, Any]) -> dict[str, Any]:
    return {name.lstrip("_"): {"statusCode": name.lstrip("_"), **wire} for name, wire in by_status.items()}


def test_f133_unquoted_key_is_understood() -> None:
    own = responses(_200={"selectionPattern": "2\\d{2}"})
    stage = mocked(mock("{statusCode: 200}", integrationResponses=own))

    answer = stage.call("GET", "/test/path")

    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("path1", "path was path one", id="F137"),
        pytest.param("path9", "this is the else clause", id="F139"),
    ],
)
def test_response_template_sees_what_the_request_template_overrode(body: str, said: str) -> None:
    paths = {
        "path1": "eyJwYXRoIjogInBhdGggb25lIn0=",  # {"path": "path one"}
        "path9": "eyJwYXRoIjogInBhdGggbmluZSJ9",  # {"path": "path nine"}
    }
    request = '#set($context.requestOverride.path.body = $util.base64Decode($input.params("id"))){"statusCode": 200}'
    response = (
        "#set($body = $util.parseJson($context.requestOverride.path.body))"
        '#if($body.path == "path one"){"response": "path was path one"}'
        '#elseif($body.path == "path two"){"response": "path was path two"}'
        '#else{"response": "this is the else clause"}#end'
    )

    answer = mocked(mock(request, response)).call("GET", f"/test/{paths[body]}")

    assert document(answer) == {"response": said}


def test_overridden_path_parameter_is_a_parameter_of_the_response() -> None:
    request = '#set($context.requestOverride.path.more = "x"){"statusCode": 200}'

    answer = mocked(mock(request, "$input.params('more') $input.params().path.more")).call("GET", "/test/1")

    assert answer.body == b"x x"


def test_f140_response_template_echoes_parameters() -> None:
    stage = mocked(mock(response='{"echo": "$input.params(\'text\')", "response": "mocked"}'), "/test/echo/{text}")

    assert document(stage.call("GET", "/test/echo/foobar")) == {"echo": "foobar", "response": "mocked"}


@pytest.mark.parametrize(
    ("passthrough", "http_method"),
    [
        pytest.param("WHEN_NO_MATCH", "GET", id="F141"),
        pytest.param("NEVER", "POST", id="F144"),
        pytest.param("WHEN_NO_TEMPLATES", "GET", id="F145"),
        pytest.param("WHEN_NO_TEMPLATES", "POST", id="F146"),
    ],
)
def test_template_of_the_content_type_is_used_whatever_the_passthrough(passthrough: str, http_method: str) -> None:
    response = '{"statusCode": 200, "id": $input.params().path.id}'
    stage = mocked(mock(response=response, passthroughBehavior=passthrough))

    answer = stage.call(http_method, "/test/42", headers=(("Content-Type", "application/json"),))

    assert document(answer) == {"id": 42, "statusCode": 200}


@pytest.mark.parametrize(
    ("template_type", "content_type", "passthrough", "status"),
    [
        pytest.param("application/json", "application/xml", "WHEN_NO_MATCH", 200, id="F147 passes as it is"),
        pytest.param("application/json", "application/xml", "WHEN_NO_TEMPLATES", 415, id="F147 has templates"),
        pytest.param("application/json", "application/xml", "NEVER", 415, id="F147 never"),
        pytest.param("application/xml", None, "WHEN_NO_MATCH", 200, id="F148 passes as it is"),
        pytest.param("application/xml", None, "WHEN_NO_TEMPLATES", 415, id="F148 has templates"),
        pytest.param("application/xml", None, "NEVER", 415, id="F148 never"),
        pytest.param(None, "application/xml", "WHEN_NO_TEMPLATES", 200, id="no templates, passes as it is"),
        pytest.param(None, "application/xml", "NEVER", 415, id="no templates, never"),
        pytest.param("$default", "application/xml", "NEVER", 200, id="default template"),
    ],
)
def test_body_without_a_template_passes_or_is_unsupported(
    template_type: str | None, content_type: str | None, passthrough: str, status: int
) -> None:
    templates = {template_type: '{"statusCode": 200}'} if template_type else {}
    stage = mocked(mock(requestTemplates=templates, passthroughBehavior=passthrough))

    answer = stage.call(
        "POST",
        "/test/1",
        headers=(("Content-Type", content_type),) if content_type else (),
        body=b'{"statusCode": 200}',
    )

    assert answer.status == status
    if status == 415:
        assert document(answer) == {"message": "Unsupported Media Type"}
        assert header(answer, "x-amzn-ErrorType") == "UnsupportedMediaTypeException"


@pytest.mark.parametrize(
    ("named", "answered"), [("400", 400), ("404", 400), ("500", 500), ("200", 200), ("302", 200), ('"400"', 400)]
)
def test_integration_response_is_selected_by_its_pattern(named: str, answered: int) -> None:
    own = responses(_200={}, _400={"selectionPattern": "4\\d{2}"}, _500={"selectionPattern": "50"})
    own["501"] = {"statusCode": "500", "selectionPattern": "500"}

    answer = mocked(mock(f'{{"statusCode": {named}}}', integrationResponses=own)).call("GET", "/test/1")

    assert answer.status == answered


@pytest.mark.parametrize(("named", "answered"), [("404", 404), ("403", 400)])
def test_of_several_patterns_that_match_the_one_for_just_that_status_answers(named: str, answered: int) -> None:
    own = responses(_400={"selectionPattern": "4.."}, _404={"selectionPattern": "40\\d"}, _200={})

    answer = mocked(mock(f'{{"statusCode": {named}}}', integrationResponses=own)).call("GET", "/test/1")

    assert answer.status == answered


@pytest.mark.parametrize(
    "integration",
    [
        mock("{}"),
        mock("not json"),
        mock(None),
        mock(integrationResponses={}),
        mock('{"statusCode": 200}', integrationResponses=responses(_400={"selectionPattern": "400"})),
        mock('#set($a = $util.base64Decode("%")){"statusCode": 200}'),
        mock('#foreach($i in [1..1001])$i#end{"statusCode": 200}'),
    ],
    ids=["no status", "no JSON", "no template", "no response", "no match", "template fails", "F289 loop too long"],
)
def test_mock_that_cannot_answer_is_a_configuration_error(integration: dict[str, Any]) -> None:
    answer = mocked(integration).call("GET", "/test/1")

    assert (answer.status, document(answer)) == (500, {"message": "Internal server error"})


def test_f289_loop_of_a_thousand_is_allowed() -> None:
    answer = mocked(mock(response="#foreach($i in [1..1000])x#end")).call("GET", "/test/1")

    assert answer.body == b"x" * 1000


def test_template_that_reads_a_body_that_is_not_json_is_400() -> None:
    stage = mocked(mock('{"statusCode": $input.json("$.status")}'))

    assert stage.call("POST", "/test/1", body=b"{").status == 400
    assert stage.call("POST", "/test/1", body=b'{"status": 200}').status == 200


def test_response_parameters_are_headers() -> None:
    own = responses(
        _200={
            "responseParameters": {
                "method.response.header.Access-Control-Allow-Origin": "'*'",
                "method.response.header.X-Request": "context.requestId",
                "method.response.header.X-Query": "method.request.querystring.q",
                "method.response.header.X-Team": "stageVariables.team",
                "method.response.header.X-Absent": "integration.response.header.none",
                "method.response.header.Server": "'mine'",
                "method.response.header.Content-Type": "'text/plain'",
            }
        }
    )

    answer = mocked(mock(integrationResponses=own)).call("GET", "/test/1", query="q=1")

    assert answer.headers[:6] == (
        ("Access-Control-Allow-Origin", "*"),
        ("X-Request", header(answer, "x-amzn-RequestId")),
        ("X-Query", "1"),
        ("X-Team", "blue"),
        ("x-amzn-Remapped-Server", "mine"),
        ("Content-Type", "text/plain"),
    )


def test_response_template_may_override_status_and_headers() -> None:
    template = '#set($context.responseOverride.status = 418)#set($context.responseOverride.header["X-Tea"] = "yes")tea'

    answer = mocked(mock(response=template)).call("GET", "/test/1")

    assert (answer.status, answer.body, header(answer, "X-Tea")) == (418, b"tea", "yes")


def test_response_template_is_chosen_by_the_first_accepted_type() -> None:
    templates = {"application/json": "{}", "text/html": "<p>"}
    stage = mocked(mock(integrationResponses=responses(_200={"responseTemplates": templates})))

    answer = stage.call("GET", "/test/1", headers=(("Accept", "text/html,application/json"),))

    assert (answer.body, header(answer, "Content-Type")) == (b"<p>", "text/html")


@pytest.mark.parametrize("has_template", [True, False])
def test_request_template_may_override_the_response(has_template: bool) -> None:
    """As recorded: even what API Gateway itself makes nothing of reaches the response template."""
    request = (
        "#set($context.responseOverride.status = 444)\n"
        '#set($context.responseOverride.header.foo = "bar")\n'
        '#set($context.responseOverride.custom = "is also passed around")\n'
        '{"statusCode": 200}'
    )
    response = (
        '{"statusOverride": "$context.responseOverride.status", "fooHeader": "$context.responseOverride.header.foo", '
        '"custom": "$context.responseOverride.custom"}'
    )

    answer = mocked(mock(request, response if has_template else None)).call("GET", "/test/1")

    assert (answer.status, header(answer, "foo")) == (444, "bar")
    if has_template:
        assert document(answer) == {"statusOverride": "444", "fooHeader": "bar", "custom": "is also passed around"}
    else:
        assert answer.body == b""


def test_maps_are_assigned_to_in_every_way() -> None:
    """As recorded."""
    request = (
        '#set($paramName = "foo")\n'
        '#set($context.requestOverride.querystring[$paramName] = "bar")\n'
        '#set($paramPutName = "putfoo")\n'
        '$context.requestOverride.querystring.put($paramPutName, "putBar")\n'
        '#set($context["requestOverride"].querystring["nestedfoo"] = "nestedFoo")\n'
        '{"statusCode": 200}'
    )
    names = ("foo", "putfoo", "nestedfoo")
    response = ", ".join(f'"{name}": "$context.requestOverride.querystring["{name}"]"' for name in names)

    answer = mocked(mock(request, f"{{{response}}}")).call("GET", "/test/1")

    assert document(answer) == {"foo": "bar", "putfoo": "putBar", "nestedfoo": "nestedFoo"}


@pytest.mark.parametrize(
    "again",
    [
        "#set($context.responseOverride.status = 401)",
        '#set($context["responseOverride"]["status"] = 401)',
        '$context.responseOverride.put("status", 401)',
        '$context.responseOverride.putAll({"status": 401})',
        '#set($context.responseOverride.header.X = "again")',
    ],
)
def test_overrides_are_final(again: str) -> None:
    """As documented: "Trying to override the same parameter multiple times will result in 5XX responses"."""
    once = '#set($context.responseOverride.status = 400)#set($context.responseOverride.header.X = "once")'

    answers = [mocked(mock(response=template)).call("GET", "/test/1") for template in (once, once + again)]

    assert [answer.status for answer in answers] == [400, 500]
    assert document(answers[1]) == {"message": "Internal server error"}


def test_a_request_parameter_is_overridden_once() -> None:
    once = '#set($context.requestOverride.header.X = "a")'

    answers = [mocked(mock(text + '{"statusCode": 200}')).call("GET", "/test/1") for text in (once, once + once)]

    assert [answer.status for answer in answers] == [200, 500]
