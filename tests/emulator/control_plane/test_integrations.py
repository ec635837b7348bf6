"""Integrations: what PutIntegration takes, and what AWS says to the rest. Cases are named by the recorded fact."""

from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import ACCOUNT, LAMBDA_URI, REGION, refused

_PATH_OR_ACTION = "AWS ARN for integration must contain path or action"
_PROXY_KINDS = (
    "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."
)
_NO_METHOD = "Enumeration value for HttpMethod must be non-empty"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/pets"
_S3 = f"arn:aws:apigateway:{REGION}:s3:path/bucket/{{key}}"


@pytest.fixture
def get(client: Any, api_id: str, root_id: str) -> dict[str, str]:
    """Where GET / is, which has the header X, and the response 200 with the header Y."""
    address = {"restApiId": api_id, "resourceId": root_id, "httpMethod": "GET"}
    client.put_method(**address, authorizationType="NONE", requestParameters={"method.request.header.X": False})
    client.put_method_response(**address, statusCode="200", responseParameters={"method.response.header.Y": False})
    return address


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "F320 function arn as uri": (
        {"type": "AWS_PROXY", "uri": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"},
        _PATH_OR_ACTION,
    ),
    "F322 neither path nor action": (
        {"type": "AWS_PROXY", "uri": LAMBDA_URI.replace(":path/", ":other/")},
        _PATH_OR_ACTION,
    ),
    "F324 path without function arn": (
        {"type": "AWS_PROXY", "uri": f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/f/invocations"},
        _PROXY_KINDS,
    ),
    "F323 proxy to Firehose": (
        {
            "type": "AWS_PROXY",
            "credentials": _ROLE,
            "uri": LAMBDA_URI.replace(":lambda:path", ":firehose:path"),
        },
        _PROXY_KINDS,
    ),
    "F321 no arn in front": (
        {"type": "AWS_PROXY", "uri": LAMBDA_URI.replace("arn:aws:apigateway:us-east-1", "bad-arn", 1)},
        "Invalid ARN specified in the request",
    ),
    "F334 proxy to S3": ({"type": "AWS_PROXY", "uri": _S3, "credentials": _ROLE}, _PROXY_KINDS),
    "F336 no HTTP uri": ({"type": "HTTP_PROXY", "uri": "example"}, "Invalid HTTP endpoint specified for URI"),
    "F338 role arn as uri": ({"type": "AWS", "uri": _ROLE, "credentials": _ROLE}, _PATH_OR_ACTION),
    "no arn": ({"type": "AWS", "uri": "http://example.com"}, "Invalid ARN specified in the request"),
    "no role for S3": ({"type": "AWS", "uri": _S3}, "Role ARN must be specified for AWS integrations"),
    "timeout over the limit": (
        {"type": "HTTP_PROXY", "uri": "http://example.com", "timeoutInMillis": 29_001},
        "Timeout should be between 50 ms and 29000 ms",
    ),
    "header that the method does not declare": (
        {
            "type": "HTTP_PROXY",
            "uri": "http://example.com",
            "requestParameters": {"integration.request.header.A": "method.request.header.Authorization"},
        },
        (
            "Invalid mapping expression specified: Validation Result: warnings : [], errors : "
            "[Invalid mapping expression parameter specified: method.request.header.Authorization]"
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_integration_is_refused_in_awss_words(client: Any, get: dict[str, str], name: str) -> None:
    sent, message = REFUSALS[name]

    refusal = refused(client.put_integration, **get, integrationHttpMethod="POST", **sent)

    assert refusal == (400, "BadRequestException", message)


@pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"], ids=["F325", "F326"])
def test_http_integration_needs_a_method(client: Any, get: dict[str, str], kind: str) -> None:
    refusal = refused(client.put_integration, **get, type=kind, uri="http://example.com")

    assert refusal == (400, "BadRequestException", _NO_METHOD)


def test_f328_mock_integration_needs_nothing_and_keeps_no_uri(client: Any, get: dict[str, str]) -> None:
    integration = client.put_integration(**get, type="MOCK", uri="http://example.com", integrationHttpMethod="POST")

    assert integration.pop("ResponseMetadata")["HTTPStatusCode"] == 201
    assert integration == {
        "cacheKeyParameters": [],
        "cacheNamespace": get["resourceId"],
        "passthroughBehavior": "WHEN_NO_MATCH",
        "timeoutInMillis": 29000,
        "type": "MOCK",
    }


def test_f330_http_integration_goes_over_the_internet(client: Any, get: dict[str, str]) -> None:
    integration = client.put_integration(
        **get, type="HTTP_PROXY", integrationHttpMethod="POST", uri="http://example.com"
    )

    assert integration.pop("ResponseMetadata")["HTTPStatusCode"] == 201
    assert integration == {
        "cacheKeyParameters": [],
        "cacheNamespace": get["resourceId"],
        "connectionType": "INTERNET",
        "httpMethod": "POST",
        "passthroughBehavior": "WHEN_NO_MATCH",
        "timeoutInMillis": 29000,
        "type": "HTTP_PROXY",
        "uri": "http://example.com",
    }


ACCEPTED: dict[str, dict[str, Any]] = {
    "function": {"type": "AWS_PROXY", "uri": LAMBDA_URI},
    "function named by a stage variable": {
        "type": "AWS_PROXY",
        "uri": LAMBDA_URI.replace("run_task", "${stageVariables.function}"),
    },
    "alias": {"type": "AWS", "uri": LAMBDA_URI.replace("run_task", "run_task:live")},
    "streamed function": {
        "type": "AWS_PROXY",
        "uri": LAMBDA_URI.replace("2015-03-31", "2021-11-15").replace(
            "/invocations", "/response-streaming-invocations"
        ),
        "responseTransferMode": "STREAM",
        "timeoutInMillis": 900_000,
    },
    "bucket": {"type": "AWS", "uri": _S3, "credentials": _ROLE},
    "state machine": {
        "type": "AWS",
        "uri": f"arn:aws:apigateway:{REGION}:states:action/StartExecution",
        "credentials": _ROLE,
    },
    "path variable": {"type": "HTTP", "uri": "https://example.com/{id}"},
    "bucket from a stage variable": {
        "type": "AWS",
        "credentials": _ROLE,
        "uri": "arn:aws:apigateway:us-east-1:${stageVariables.bucket}.s3:path/key",
    },
    "path from a stage variable": {
        "type": "AWS",
        "credentials": _ROLE,
        "uri": "arn:aws:apigateway:us-east-1:s3:${stageVariables.path}",
    },
    "host from a stage variable": {"type": "HTTP", "uri": "https://${stageVariables.host}/pets"},
    "uri from a stage variable": {"type": "HTTP", "uri": "${stageVariables.url}/pets"},
    "declared header": {
        "type": "HTTP",
        "uri": "http://example.com",
        "requestParameters": {"integration.request.header.A": "method.request.header.X"},
    },
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_integration_is_kept_as_it_was_sent(client: Any, get: dict[str, str], name: str) -> None:
    sent = ACCEPTED[name]

    client.put_integration(**get, integrationHttpMethod="POST", **sent)

    integration = client.get_integration(**get)
    assert {member: integration[member] for member in sent} == sent


def test_patches_of_terraform_change_the_integration(client: Any, get: dict[str, str]) -> None:
    client.put_integration(**get, type="HTTP", integrationHttpMethod="GET", uri="http://example.com")
    operations = [
        {"op": "replace", "path": "/uri", "value": "http://example.org"},
        {"op": "replace", "path": "/httpMethod", "value": "POST"},
        {"op": "replace", "path": "/timeoutInMillis", "value": "1000"},
        {"op": "add", "path": "/requestTemplates/application~1json", "value": "{}"},
        {"op": "add", "path": "/requestParameters/integration.request.header.A", "value": "method.request.header.X"},
        {"op": "add", "path": "/cacheKeyParameters/method.request.header.X", "value": ""},
    ]

    integration = client.update_integration(**get, patchOperations=operations)

    assert (integration["uri"], integration["httpMethod"]) == ("http://example.org", "POST")
    assert integration["timeoutInMillis"] == 1000
    assert integration["requestTemplates"] == {"application/json": "{}"}
    assert integration["requestParameters"] == {"integration.request.header.A": "method.request.header.X"}
    assert integration["cacheKeyParameters"] == ["method.request.header.X"]


def test_mapping_of_before_stays_when_its_method_lost_the_parameter(client: Any, get: dict[str, str]) -> None:
    parameters = {"integration.request.header.A": "method.request.header.X"}
    client.put_integration(
        **get, type="HTTP", integrationHttpMethod="GET", uri="http://example.com", requestParameters=parameters
    )
    lost = [{"op": "remove", "path": "/requestParameters/method.request.header.X"}]
    client.update_method(**get, patchOperations=lost)

    integration = client.update_integration(
        **get, patchOperations=[{"op": "replace", "path": "/timeoutInMillis", "value": "1000"}]
    )

    assert integration["requestParameters"] == parameters


def test_method_without_integration_has_none_to_read(client: Any, get: dict[str, str]) -> None:
    refusal = refused(client.get_integration, **get)

    assert refusal == (404, "NotFoundException", "Invalid Integration identifier specified")


def test_integration_response_is_put_read_patched_and_deleted(client: Any, get: dict[str, str]) -> None:
    client.put_integration(**get, type="MOCK")

    client.put_integration_response(**get, statusCode="200", responseTemplates={"application/json": ""})
    client.update_integration_response(
        **get,
        statusCode="200",
        patchOperations=[{"op": "add", "path": "/responseParameters/method.response.header.Y", "value": "'y'"}],
    )
    response = client.get_integration_response(**get, statusCode="200")
    client.delete_integration_response(**get, statusCode="200")

    assert response["responseTemplates"] == {"application/json": None}  # an empty template is null, as recorded
    assert response["responseParameters"] == {"method.response.header.Y": "'y'"}
    assert refused(client.get_integration_response, **get, statusCode="200")[0] == 404


def test_integration_response_needs_no_method_response(client: Any, get: dict[str, str]) -> None:
    """As recorded."""
    client.put_integration(**get, type="MOCK")

    response = client.put_integration_response(**get, statusCode="500", selectionPattern="")

    assert (response["statusCode"], response["selectionPattern"]) == ("500", "")


def test_integration_response_writes_declared_headers_only(client: Any, get: dict[str, str]) -> None:
    client.put_integration(**get, type="MOCK")
    parameters = {"method.response.header.Location": "'/'"}

    refusal = refused(client.put_integration_response, **get, statusCode="200", responseParameters=parameters)

    assert refusal[2].endswith("[Invalid mapping expression parameter specified: method.response.header.Location]")


def test_last_response_leaves_nothing_behind_when_it_is_deleted(client: Any, get: dict[str, str]) -> None:
    client.put_integration(**get, type="MOCK")
    client.put_integration_response(**get, statusCode="200")

    client.delete_integration_response(**get, statusCode="200")
    client.delete_method_response(**get, statusCode="200")

    method = client.get_method(**get)
    assert "integrationResponses" not in method["methodIntegration"]
    assert "methodResponses" not in method


def test_template_is_of_at_most_300_kb(client: Any, get: dict[str, str]) -> None:
    largest = {"application/json": "x" * 300 * 1024}
    client.put_integration(**get, type="MOCK", requestTemplates=largest)

    larger = {"application/json": "x" * 300 * 1024 + "x"}
    request = refused(client.put_integration, **get, type="MOCK", requestTemplates=larger)
    response = refused(client.put_integration_response, **get, statusCode="200", responseTemplates=larger)

    message = "Mapping template of application/json exceeds the limit of 307200 bytes"
    assert request == response == (400, "BadRequestException", message)


def test_template_is_of_a_content_type(client: Any, get: dict[str, str]) -> None:
    """As recorded."""
    client.put_integration(**get, type="MOCK")

    refusal = refused(client.put_integration_response, **get, statusCode="200", responseTemplates={"123": "{}"})

    message = "Validation Result: warnings : [], errors : [Invalid content type specified: 123]"
    assert refusal == (400, "BadRequestException", message)


def test_vpc_link_of_an_integration_may_be_a_stage_variable(client: Any, get: dict[str, str]) -> None:
    """As recorded."""
    link = "${stageVariables.vpcLinkId}"
    asked = {"type": "HTTP_PROXY", "integrationHttpMethod": "GET", "uri": "http://nlb.example.com"}

    made = client.put_integration(**get, **asked, connectionType="VPC_LINK", connectionId=link)
    changed = client.update_integration(
        **get, patchOperations=[{"op": "replace", "path": "/connectionId", "value": "${stageVariables.beta}"}]
    )

    assert (made["connectionType"], made["connectionId"]) == ("VPC_LINK", link)
    assert changed["connectionId"] == "${stageVariables.beta}"
