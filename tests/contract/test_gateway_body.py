"""What API Gateway imports: placeholders, inlined parts, added methods and gateway responses."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from contract import ContractError, Document, digest, function_id, function_ids, gateway_body, load
from contract.answer_headers import ANSWER_HEADERS

Write = Callable[..., Path]
Body = dict[str, Any]

INTEGRATION = "x-amazon-apigateway-integration"
ANY_METHOD = "x-amazon-apigateway-any-method"
GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
# AWS, "Gateway response types".
RESPONSE_TYPES = {
    "ACCESS_DENIED",
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "EXPIRED_TOKEN",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "QUOTA_EXCEEDED",
    "REQUEST_TOO_LARGE",
    "RESOURCE_NOT_FOUND",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
    "WAF_FILTERED",
}


@pytest.fixture
def compile_text(write: Write, values: dict[str, str]) -> Callable[[str], Body]:
    return lambda text: gateway_body(load(write(text)), values)


@pytest.fixture
def body(contract: Document, values: dict[str, str]) -> Body:
    """What the project's own contract compiles to."""
    return gateway_body(contract, values)


def _spelled_as_openapi_has_it(document: Mapping[str, Any]) -> dict[str, Any]:
    """`{proxy+}` is API Gateway's own; OpenAPI's validator looks for a parameter of that name."""
    return {**document, "paths": {path.replace("+}", "}"): item for path, item in document["paths"].items()}}


def test_the_contract_and_what_it_compiles_to_are_valid_openapi(contract: Document, body: Body) -> None:
    validate(_spelled_as_openapi_has_it(contract.root))
    validate(_spelled_as_openapi_has_it(body))


def test_the_same_document_always_gives_the_same_text(contract: Document, values: dict[str, str]) -> None:
    texts = {json.dumps(gateway_body(contract, values)) for _ in range(3)}

    assert len(texts) == 1


def test_compiling_leaves_the_document_as_it_is(contract: Document, values: dict[str, str]) -> None:
    before = json.dumps(contract.root)

    gateway_body(contract, values)

    assert json.dumps(contract.root) == before


def test_a_placeholder_becomes_the_functions_arn(body: Body, values: dict[str, str]) -> None:
    assert body["paths"]["/ai-service"]["post"][INTEGRATION]["uri"] == values["run_task.invoke_arn"]


def test_what_replaces_a_placeholder_is_not_looked_at_again(write: Write, sound: str) -> None:
    token = "${aws_lambda_function.put_pet.invoke_arn}"

    body = gateway_body(load(write(sound)), {"put_pet.invoke_arn": token})

    assert body["paths"]["/pets/{pet}"]["put"][INTEGRATION]["uri"] == token


def test_an_unknown_placeholder_is_refused_with_its_place_and_what_is_known(write: Write, sound: str) -> None:
    path = write(sound)

    with pytest.raises(ContractError) as refused:
        gateway_body(load(path), {"get_pet.invoke_arn": "a", "eat_pet.invoke_arn": "b"})

    assert str(refused.value) == (
        f"{path}:38:9: Nothing is known as ${{put_pet.invoke_arn}}; "
        "what is known: ${eat_pet.invoke_arn}, ${get_pet.invoke_arn}."
    )


def test_stage_variables_and_templates_are_left_to_api_gateway(compile_text: Callable[[str], Body], sound: str) -> None:
    template = "requestTemplates: {application/json: '${input.body}'}"
    text = sound.replace("uri: ${put_pet.invoke_arn}", f"uri: ${{stageVariables.url}}\n        {template}")

    integration = compile_text(text)["paths"]["/pets/{pet}"]["put"][INTEGRATION]

    assert integration["uri"] == "${stageVariables.url}"
    assert integration["requestTemplates"]["application/json"] == "${input.body}"


def test_the_model_servers_address_is_a_stage_variable_and_its_scheme_is_the_deployments(body: Body) -> None:
    integration = body["paths"]["/models/{proxy+}"]["x-amazon-apigateway-any-method"][INTEGRATION]

    assert integration["uri"] == "https://${stageVariables.model_server}/{proxy}"
    assert integration["type"] == "http_proxy"


def test_the_contract_tells_which_functions_it_needs(contract: Document) -> None:
    functions = function_ids(contract)

    assert functions[:2] == ("run_task", "create_document")
    assert len(functions) == len(set(functions)) == 16


@pytest.mark.parametrize(
    ("operation_id", "function"),
    [("runTask", "run_task"), ("get", "get"), ("startRunNow", "start_run_now"), ("getV2Pet", "get_v2_pet")],
)
def test_a_function_is_named_after_its_operation(operation_id: str, function: str) -> None:
    assert function_id(operation_id) == function


def test_shared_parts_are_inlined_and_models_are_not(body: Body) -> None:
    post = body["paths"]["/ai-service"]["post"]

    assert post["responses"]["429"]["headers"]["Retry-After"] == {"schema": {"type": "integer"}}
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Task"}
    assert set(body["components"]) == {"schemas", "securitySchemes"}


def test_only_models_that_something_refers_to_are_left(compile_text: Callable[[str], Body], sound: str) -> None:
    schemas = compile_text(sound + "    Unused: {type: object}\n")["components"]["schemas"]

    assert list(schemas) == ["Pet", "Problem"]


def test_a_discriminated_union_becomes_one_object(body: Body) -> None:
    task = body["components"]["schemas"]["Task"]

    assert task["type"] == "object"
    assert task["required"] == ["task"]
    assert task["properties"]["task"]["enum"] == ["embed", "classify", "rank", "summarize", "answer"]
    assert set(task["properties"]) >= {"texts", "labels", "query", "documents", "sentences", "question", "context"}
    assert task["properties"]["limit"] == {"type": "integer", "minimum": 1, "maximum": 100}


def test_nothing_is_left_that_the_import_does_not_know(body: Body) -> None:
    assert set(body) == {
        "openapi",
        "info",
        "paths",
        "components",
        "x-amazon-apigateway-api-key-source",
        "x-amazon-apigateway-minimum-compression-size",
        "x-amazon-apigateway-request-validators",
        "x-amazon-apigateway-request-validator",
        GATEWAY_RESPONSES,
    }
    assert {key for method in _methods(body) for key in method if not key.startswith("x-")} <= {
        "operationId",
        "summary",
        "description",
        "security",
        "parameters",
        "requestBody",
        "responses",
    }


def _methods(body: Body) -> Iterator[dict[str, Any]]:
    yield from (method for item in body["paths"].values() for method in item.values())


PARAMETER = """\
        - name: tag
          in: query
          schema: {type: string}
"""


@pytest.mark.parametrize(
    ("authored", "required"),
    [
        ("{name: tag, in: query, required: true, schema: {type: string}}", False),
        ("{name: tag, in: query, required: true, schema: {type: string, minLength: 1}}", True),
        ("{name: tag, in: query, required: true, schema: {type: integer}}", True),
        ("{name: tag, in: query, schema: {type: integer}}", False),
        ("{name: tag, in: header, required: true, schema: {type: integer}}", False),
    ],
    ids=["may be blank", "not blank", "a number", "not required", "a header, whose name has any case"],
)
def test_a_parameter_is_required_only_where_the_gateway_is_no_stricter(
    compile_text: Callable[[str], Body], sound: str, authored: str, required: bool
) -> None:
    text = sound.replace(PARAMETER, f"        - {authored}\n")

    parameters = compile_text(text)["paths"]["/pets/{pet}"]["put"]["parameters"]

    assert {each["name"]: each["required"] for each in parameters} == {"pet": True, "tag": required}


def test_a_parameter_keeps_what_the_import_reads(compile_text: Callable[[str], Body], sound: str) -> None:
    authored = (
        "{name: tag, in: query, description: A tag, style: form, example: 1, schema: {type: integer, maximum: 9}}"
    )

    parameters = compile_text(sound.replace(PARAMETER, f"        - {authored}\n"))["paths"]["/pets/{pet}"]["put"][
        "parameters"
    ]

    assert parameters[1] == {
        "name": "tag",
        "in": "query",
        "required": False,
        "schema": {"type": "integer"},
        "description": "A tag",
    }


@pytest.mark.parametrize(
    ("instead_of", "put"),
    [
        ("        required: true\n        content", "        content"),
        ("          application/json:\n", "          application/x-www-form-urlencoded:\n"),
        ("schema: {$ref: '#/components/schemas/Pet'}\n", "schema: {}\n"),
    ],
    ids=["an optional body", "a form", "any value"],
)
def test_a_body_has_no_model_where_a_model_would_refuse_what_is_allowed(
    compile_text: Callable[[str], Body], sound: str, instead_of: str, put: str
) -> None:
    text = sound.replace(instead_of, put, 1)

    assert text != sound
    assert "requestBody" not in compile_text(text)["paths"]["/pets/{pet}"]["put"]


def test_a_response_has_a_status_of_its_own_and_an_objects_model(
    compile_text: Callable[[str], Body], sound: str
) -> None:
    responses = """\
        '200':
          description: Well
          content:
            application/json: {schema: {type: array, items: {type: string}}}
            text/plain: {schema: {type: string}}
        default: {description: Else}
        4XX: {description: Refused}
"""
    text = sound.replace("        '200':\n          description: Well\n", responses)

    compiled = compile_text(text)["paths"]["/health"]["get"]["responses"]

    assert compiled["200"] == {"description": "Well"}
    assert all(status.isdecimal() for status in compiled)


def test_each_path_answers_preflights_without_a_key(compile_text: Callable[[str], Body], sound: str) -> None:
    preflight = compile_text(sound)["paths"]["/pets/{pet}"]["options"]

    sent = preflight[INTEGRATION]["responses"]["default"]["responseParameters"]
    assert preflight["security"] == []
    assert list(preflight["responses"]) == ["204"]
    assert sent == {
        **{f"method.response.header.{name}": f"'{value}'" for name, value in ANSWER_HEADERS.items()},
        "method.response.header.Access-Control-Allow-Headers": "'authorization,content-type,idempotency-key,x-api-key'",
        "method.response.header.Access-Control-Allow-Methods": "'PUT,OPTIONS'",
        "method.response.header.Access-Control-Max-Age": "'7200'",
    }


def test_a_preflight_allows_the_headers_that_an_operation_declares(
    compile_text: Callable[[str], Body], sound: str
) -> None:
    text = sound.replace("- name: tag\n          in: query", "- name: X-Trace\n          in: header")

    preflight = compile_text(text)["paths"]["/pets/{pet}"]["options"]

    allowed = preflight[INTEGRATION]["responses"]["default"]["responseParameters"]
    assert "x-trace" in allowed["method.response.header.Access-Control-Allow-Headers"]


def test_an_undeclared_method_is_405_with_allow_and_a_problem(compile_text: Callable[[str], Body], sound: str) -> None:
    refusal = compile_text(sound)["paths"]["/pets/{pet}"][ANY_METHOD]

    answer = refusal[INTEGRATION]["responses"]["default"]
    problem = json.loads(answer["responseTemplates"]["application/json"])
    assert refusal["security"] == []
    assert answer["statusCode"] == "405"
    assert answer["responseParameters"]["method.response.header.Allow"] == "'PUT,OPTIONS'"
    assert answer["responseParameters"]["method.response.header.Content-Type"] == "'application/problem+json'"
    assert problem == {
        "type": "urn:ai-facade:problem:method-not-allowed",
        "title": "Method not allowed",
        "status": 405,
        "detail": "This path does not have this method. Use one of PUT, OPTIONS.",
        "requestId": "$context.requestId",
    }


def test_an_undeclared_method_is_405_whatever_usual_content_type_it_has(
    compile_text: Callable[[str], Body], sound: str
) -> None:
    integration = compile_text(sound)["paths"]["/health"][ANY_METHOD][INTEGRATION]

    assert integration["passthroughBehavior"] == "never"
    assert set(integration["requestTemplates"].values()) == {'{"statusCode": 405}'}
    assert {"application/json", "application/xml", "text/plain", "multipart/form-data"} <= set(
        integration["requestTemplates"]
    )


def test_a_path_that_answers_every_method_with_a_key_answers_preflights_without_one(body: Body) -> None:
    item = body["paths"]["/models/{proxy+}"]

    sent = item["options"][INTEGRATION]["responses"]["default"]["responseParameters"]
    methods = sent["method.response.header.Access-Control-Allow-Methods"].strip("'").split(",")
    assert item["options"]["security"] == []
    assert set(methods) == {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
    assert sent["method.response.header.Access-Control-Allow-Headers"] == "'*,authorization'"
    assert [each["name"] for each in item["options"]["parameters"]] == ["proxy"]
    assert item[ANY_METHOD][INTEGRATION]["type"] == "http_proxy"


def _constant_headers(answer: Mapping[str, Any]) -> dict[str, str]:
    """Of a gateway response or of an integration's: what it sends, without the quotes that a constant stands in."""
    parameters = answer["responseParameters"].items()
    return {name.partition(".header.")[2]: value.strip("'") for name, value in parameters}


def test_whatever_the_gateway_answers_by_itself_has_the_headers_of_every_answer(body: Body) -> None:
    """Of the contract's mocks, of what is added to each path, and of what refuses a request."""
    mocks = [method[INTEGRATION] for method in _methods(body) if method[INTEGRATION]["type"] == "mock"]
    answers = [answer for mock in mocks for answer in mock["responses"].values()]
    answers += body[GATEWAY_RESPONSES].values()

    assert len(answers) > len(RESPONSE_TYPES) + len(body["paths"])
    for answer in answers:
        assert _constant_headers(answer).items() >= ANSWER_HEADERS.items()


def test_a_web_page_may_read_what_the_gateway_tells_a_client_to_do() -> None:
    """Without its permission a browser keeps all but a few headers to itself."""
    exposed = ANSWER_HEADERS["Access-Control-Expose-Headers"].split(", ")

    assert {"Allow", "Retry-After", "WWW-Authenticate", "x-amzn-RequestId"} <= set(exposed)


def test_what_the_gateway_sends_itself_is_not_declared_to_it(contract: Document, body: Body) -> None:
    declared = {
        name for method in _methods(body) for each in method["responses"].values() for name in each.get("headers", {})
    }

    assert "x-amzn-RequestId" in contract.root["components"]["responses"]["NotFound"]["headers"]
    assert "Retry-After" in declared
    assert "x-amzn-RequestId" not in declared


def test_the_gateway_tells_which_contract_it_serves(contract: Document, body: Body) -> None:
    [answer] = body["paths"]["/health"]["get"][INTEGRATION]["responses"].values()

    said = json.loads(answer["responseTemplates"]["application/json"])
    assert said == {"status": "ok", "contract": digest(contract)}


def test_an_author_who_answers_every_method_is_left_alone(compile_text: Callable[[str], Body], sound: str) -> None:
    text = sound.replace("  /health:\n    get:", f"  /health:\n    {ANY_METHOD}:")

    assert list(compile_text(text)["paths"]["/health"]) == [ANY_METHOD]


def test_an_author_who_answers_preflights_is_left_alone(compile_text: Callable[[str], Body], sound: str) -> None:
    text = sound.replace("  /health:\n    get:", "  /health:\n    options:")

    item = compile_text(text)["paths"]["/health"]

    assert item["options"]["operationId"] == "getHealth"
    assert (
        item[ANY_METHOD][INTEGRATION]["responses"]["default"]["responseParameters"]["method.response.header.Allow"]
        == "'OPTIONS'"
    )


def test_the_gateway_has_an_answer_of_each_type(body: Body) -> None:
    assert set(body[GATEWAY_RESPONSES]) == RESPONSE_TYPES


@pytest.mark.parametrize("kind", sorted(RESPONSE_TYPES))
def test_the_gateways_answers_are_problems_whose_status_is_the_answers_own(body: Body, kind: str) -> None:
    response = body[GATEWAY_RESPONSES][kind]

    # As AWS substitutes it: the message comes with its quotes.
    rendered = response["responseTemplates"]["application/json"].replace(
        "$context.error.messageString", '"Missing required request parameters: [q]"'
    )
    problem = json.loads(rendered)
    headers = response["responseParameters"]
    assert str(problem["status"]) == response["statusCode"]
    assert set(problem) == {"type", "title", "status", "detail", "requestId"}
    assert re.fullmatch(r"urn:ai-facade:problem:[a-z-]+", problem["type"])
    assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("INVALID_API_KEY", "401"),
        ("INVALID_SIGNATURE", "404"),
        ("MISSING_AUTHENTICATION_TOKEN", "404"),
        ("UNSUPPORTED_MEDIA_TYPE", "415"),
    ],
)
def test_the_gateway_answers_with_the_status_that_http_has_for_it(body: Body, kind: str, status: str) -> None:
    assert body[GATEWAY_RESPONSES][kind]["statusCode"] == status


@pytest.mark.parametrize("kind", ["THROTTLED", "QUOTA_EXCEEDED"])
def test_who_asks_too_often_is_told_when_to_come_back(body: Body, kind: str) -> None:
    after = body[GATEWAY_RESPONSES][kind]["responseParameters"]["gatewayresponse.header.Retry-After"]

    assert re.fullmatch(r"'\d+'", after)


def test_an_authors_own_gateway_response_wins(compile_text: Callable[[str], Body], sound: str) -> None:
    text = sound + f"{GATEWAY_RESPONSES}:\n  THROTTLED: {{statusCode: '503'}}\n"

    responses = compile_text(text)[GATEWAY_RESPONSES]

    assert responses["THROTTLED"] == {"statusCode": "503"}
    assert set(responses) == RESPONSE_TYPES
