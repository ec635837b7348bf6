"""AWS integrations of any service: what it is asked, and what becomes of its answer."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse
from tests.emulator.data_plane.fakes import FakeEndpoints
from tests.emulator.data_plane.rest_apis import API_ID, Deployed, document, header, method, settings, snapshot

REGION = "eu-west-1"
ARN = f"arn:aws:apigateway:{REGION}"
JSON = (("Content-Type", "application/json"),)


def integrated(uri: str, outcome: Any = None, path: str = "/{proxy+}", **wire: Any) -> Deployed:
    """With an integration response for each outcome that is not an error, unless `wire` has others."""
    integration = {
        "type": "AWS",
        "httpMethod": "POST",
        "uri": uri,
        "credentials": "arn:aws:iam::123456789012:role/caller",
        "integrationResponses": {"200": {"statusCode": "200"}},
        **wire,
    }
    service = FakeEndpoints(outcome or EndpointResponse(200, (), b"{}"))
    variables = {"table": "orders", "sub": "my-bucket", "all": "path/bucket/key", "fn": "nothing"}
    return Deployed(snapshot({path: {"ANY": method(integration)}}), settings(variables=variables), aws=service)


def asked(stage: Deployed, http_method: str = "POST", path: str = "/a/b", **sent: Any) -> EndpointRequest:
    answer = stage.call(http_method, path, **sent)
    assert answer.status == 200, answer.body
    (request,) = stage.aws.requests
    return request


def headers_of(request: EndpointRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers}


@pytest.mark.parametrize(
    ("uri", "service", "url"),
    [
        (f"{ARN}:s3:path/bucket/{{proxy}}", "s3", "https://s3.eu-west-1.amazonaws.com/bucket/a/b"),
        (f"{ARN}:s3:path//", "s3", "https://s3.eu-west-1.amazonaws.com/"),
        (f"{ARN}:bucket.s3:path/k", "bucket.s3", "https://bucket.s3.eu-west-1.amazonaws.com/k"),
        (
            f"{ARN}:${{stageVariables.sub}}.s3:path/${{stageVariables.table}}",
            "${stageVariables.sub}.s3",
            "https://my-bucket.s3.eu-west-1.amazonaws.com/orders",
        ),
        (f"{ARN}:s3:${{stageVariables.all}}", "s3", "https://s3.eu-west-1.amazonaws.com/bucket/key"),
        (
            f"{ARN}:runtime.sagemaker:path/endpoints/e/invocations",
            "runtime.sagemaker",
            "https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/e/invocations",
        ),
        (f"{ARN}:sqs:path/123456789012/q", "sqs", "https://sqs.eu-west-1.amazonaws.com/123456789012/q"),
        (f"{ARN}:sqs:action/SendMessage", "sqs", "https://sqs.eu-west-1.amazonaws.com/?Action=SendMessage"),
        (
            f"{ARN}:sns:action/Publish&TopicArn={{proxy}}",
            "sns",
            "https://sns.eu-west-1.amazonaws.com/?Action=Publish&TopicArn=a%2Fb",
        ),
        (
            f"{ARN}:dynamodb:action/${{stageVariables.table}}",
            "dynamodb",
            "https://dynamodb.eu-west-1.amazonaws.com/?Action=orders",
        ),
    ],
)
def test_uri_names_the_service_and_what_it_is_asked(uri: str, service: str, url: str) -> None:
    stage = integrated(uri, requestParameters={"integration.request.path.proxy": "method.request.path.proxy"})

    assert asked(stage).uri == url
    assert stage.aws.services == [(service, REGION)]


@pytest.mark.parametrize(
    ("service", "action", "target", "version"),
    [
        pytest.param("dynamodb", "PutItem", "DynamoDB_20120810.PutItem", "1.0", id="F243"),
        pytest.param("states", "StartExecution", "AWSStepFunctions.StartExecution", "1.0", id="F241"),
        pytest.param("kinesis", "PutRecord", "Kinesis_20131202.PutRecord", "1.1", id="F252"),
        pytest.param("events", "PutEvents", "AWSEvents.PutEvents", "1.1", id="eventbridge"),
        pytest.param("secretsmanager", "GetSecretValue", "secretsmanager.GetSecretValue", "1.1", id="secretsmanager"),
    ],
)
def test_json_service_knows_the_action_by_a_header(service: str, action: str, target: str, version: str) -> None:
    request = asked(integrated(f"{ARN}:{service}:action/{action}"), headers=JSON, body=b'{"a": 1}')

    assert headers_of(request)["x-amz-target"] == target
    assert headers_of(request)["content-type"] == f"application/x-amz-json-{version}"
    assert request.body == b'{"a": 1}'


def test_action_may_be_a_stage_variable() -> None:
    request = asked(integrated(f"{ARN}:dynamodb:action/${{stageVariables.table}}"))

    assert headers_of(request)["x-amz-target"] == "DynamoDB_20120810.orders"


@pytest.mark.parametrize("service", ["sqs", "sns", "ssm", "sts", "iam", "unheard-of"])
def test_other_service_knows_it_by_the_url_alone(service: str) -> None:
    request = asked(integrated(f"{ARN}:{service}:action/Do"))

    assert "x-amz-target" not in headers_of(request)
    assert dict(parse_qsl(urlsplit(request.uri).query)) == {"Action": "Do"}


def test_mapped_headers_win_over_those_of_an_action() -> None:
    mapped = {
        "integration.request.header.x-amz-target": "'Mine.PutItem'",
        "integration.request.header.Content-Type": "'application/mine'",
    }

    headers = headers_of(asked(integrated(f"{ARN}:dynamodb:action/PutItem", requestParameters=mapped)))

    assert (headers["x-amz-target"], headers["content-type"]) == ("Mine.PutItem", "application/mine")


def test_template_may_override_the_headers() -> None:
    """As AWS's own guide to EventBridge behind API Gateway does it."""
    template = (
        '#set($context.requestOverride.header.X-Amz-Target = "AWSEvents.PutEvents")\n'
        '#set($context.requestOverride.header.Content-Type = "application/x-amz-json-1.1")\n'
        "#set($inputRoot = $input.path('$'))\n"
        '{"Entries": [#foreach($elem in $inputRoot.items)'
        '{"Detail": "$util.escapeJavaScript($elem.Detail).replaceAll("\\\\\'","\'")",'
        '"DetailType": "$elem.DetailType", "Source": "$elem.Source"}#if($foreach.hasNext),#end#end]}'
    )
    stage = integrated(
        f"{ARN}:events:path/", requestTemplates={"application/json": template}, passthroughBehavior="WHEN_NO_TEMPLATES"
    )
    items = [{"Detail": '{"data":"it\'s \\"here\\""}', "DetailType": "Test", "Source": "order"}] * 2

    request = asked(stage, headers=JSON, body=json.dumps({"items": items}).encode())

    assert headers_of(request)["x-amz-target"] == "AWSEvents.PutEvents"
    assert headers_of(request)["content-type"] == "application/x-amz-json-1.1"
    assert json.loads(request.body)["Entries"] == items


def test_service_is_told_who_asks() -> None:
    sent = (("Accept", "text/html"), ("User-Agent", "me"), ("X-Mine", "1"), ("Cookie", "secret"))

    headers = headers_of(asked(integrated(f"{ARN}:sqs:path/1/q"), headers=sent))

    assert headers["accept"] == "application/json"
    assert headers["user-agent"] == f"AmazonAPIGateway_{API_ID}"
    assert headers["x-amzn-apigateway-api-id"] == API_ID
    assert not {"x-mine", "cookie"} & headers.keys()


@pytest.mark.parametrize(
    ("method_name", "declared", "used"), [("GET", "POST", "POST"), ("PUT", "ANY", "PUT"), ("DELETE", "ANY", "DELETE")]
)
def test_method_is_the_integrations_or_the_callers(method_name: str, declared: str, used: str) -> None:
    stage = integrated(f"{ARN}:s3:path/b/k", httpMethod=declared)

    assert asked(stage, method_name).method == used


def test_sqs_form_is_made_by_the_template() -> None:
    stage = integrated(
        f"{ARN}:sqs:path/123456789012/q",
        requestParameters={"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"},
        requestTemplates={
            "application/json": "Action=SendMessage&MessageBody=$input.body&MessageAttribute.1.Name=user-agent&"
            "MessageAttribute.1.Value.StringValue=$input.params('HeaderFoo')"
        },
        passthroughBehavior="NEVER",
    )

    request = asked(stage, headers=(*JSON, ("HeaderFoo", "BAR")), body=b'{"foo": "bar"}')

    assert dict(parse_qsl(request.body.decode())) == {
        "Action": "SendMessage",
        "MessageBody": '{"foo": "bar"}',
        "MessageAttribute.1.Name": "user-agent",
        "MessageAttribute.1.Value.StringValue": "BAR",
    }
    assert headers_of(request)["content-type"] == "application/x-www-form-urlencoded"


def test_f251_template_goes_through_the_context() -> None:
    names = ("context", "context.identity", "context.requestOverride", "context.responseOverride", "context.authorizer")
    loops = ",".join(
        f'"{name}": {{#foreach($key in ${name}.keySet())"$key": "${name}.get($key)"#if($foreach.hasNext),#end#end}}'
        for name in names
    )
    stage = integrated(f"{ARN}:sqs:path/1/q", requestTemplates={"application/json": f"{{{loops}}}"})

    request = asked(stage, headers=(("User-Agent", "python/requests/tests"),))

    seen = json.loads(request.body)
    context = seen["context"]
    assert (context["identity"], context["requestOverride"], context["responseOverride"]) == ("", "", "")
    assert (context["path"], context["httpMethod"], context["stage"]) == ("/dev/a/b", "POST", "dev")
    assert seen["context.identity"] == {
        **dict.fromkeys(
            (
                "cognitoIdentityPoolId",
                "accountId",
                "cognitoIdentityId",
                "caller",
                "principalOrgId",
                "accessKey",
                "cognitoAuthenticationType",
                "cognitoAuthenticationProvider",
                "userArn",
                "user",
            ),
            "",
        ),
        "sourceIp": "127.0.0.1",
        "userAgent": "python/requests/tests",
    }
    assert seen["context.requestOverride"] == {"path": "", "header": "", "querystring": ""}
    assert seen["context.responseOverride"] == {"header": ""}
    assert seen["context.authorizer"] == {}


@pytest.mark.parametrize(
    ("status", "answered"), [(200, (200, "fine")), (400, (400, "failure")), (500, (200, "fine")), (404, (404, "gone"))]
)
def test_integration_response_is_selected_by_the_status(status: int, answered: tuple[int, str]) -> None:
    responses = {
        code: {"statusCode": code, "responseTemplates": {"application/json": said}, "selectionPattern": pattern}
        for code, pattern, said in (("200", None, "fine"), ("400", "400", "failure"), ("404", "40\\d", "gone"))
    }
    outcome = EndpointResponse(status, (("Content-Type", "application/json"),), b"{}")

    answer = integrated(f"{ARN}:dynamodb:action/Query", outcome, integrationResponses=responses).call("POST", "/a")

    assert (answer.status, answer.body.decode()) == answered


def test_answer_passes_with_the_gateways_own_headers() -> None:
    """F243, F246: neither the service's type nor its other headers reach the client unless they are mapped."""
    given = (("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-RequestId", "of-the-service"), ("ETag", '"1"'))
    responses = {
        "200": {
            "statusCode": "200",
            "responseParameters": {"method.response.header.ETag": "integration.response.header.ETag"},
        }
    }
    stage = integrated(
        f"{ARN}:dynamodb:action/Query",
        EndpointResponse(200, given, b'{"Count": 0, "Items": []}'),
        integrationResponses=responses,
    )

    answer = stage.call("POST", "/a")

    assert document(answer) == {"Count": 0, "Items": []}
    assert {name.lower() for name, _ in answer.headers} == {
        "content-type",
        "etag",
        "x-amzn-requestid",
        "x-amz-apigw-id",
        "x-amzn-trace-id",
    }
    assert header(answer, "Content-Type") == "application/json"
    assert header(answer, "x-amzn-RequestId") != "of-the-service"


def test_response_template_reads_what_the_service_says() -> None:
    """As recorded for SQS, whose answer in JSON is wrapped."""
    template = (
        "#set($responseBody = $input.path('$.SendMessageResponse'))"
        "#set($requestId = $input.path('$.SendMessageResponse.ResponseMetadata.RequestId'))"
        "#set($messageId = $responseBody.SendMessageResult.MessageId)"
        '{"requestId": "$requestId", "messageId": "$messageId"}'
    )
    said = {"SendMessageResponse": {"SendMessageResult": {"MessageId": "m"}, "ResponseMetadata": {"RequestId": "r"}}}
    stage = integrated(
        f"{ARN}:sqs:path/1/q",
        EndpointResponse(200, (("Content-Type", "application/json"),), json.dumps(said).encode()),
        integrationResponses={"200": {"statusCode": "200", "responseTemplates": {"application/json": template}}},
    )

    assert document(stage.call("POST", "/a")) == {"requestId": "r", "messageId": "m"}


def test_template_that_is_null_transforms_nothing() -> None:
    """The console calls it passthrough, and exports it as null."""
    none = {"application/json": None}
    stage = integrated(
        f"{ARN}:sqs:path/1/q",
        EndpointResponse(200, JSON, b'{"as": "it is"}'),
        requestTemplates=none,
        integrationResponses={"200": {"statusCode": "200", "responseTemplates": none}},
    )

    answer = stage.call("POST", "/a", headers=JSON, body=b'{"a": 1}')

    assert (stage.aws.requests[0].body, answer.body) == (b'{"a": 1}', b'{"as": "it is"}')


@pytest.mark.parametrize(
    ("failure", "status", "type_"),
    [
        (EndpointFailure("", timed_out=True), 504, "Endpoint request timed out"),
        (EndpointFailure("it broke"), 504, "Network error communicating with endpoint"),
    ],
)
def test_service_that_gives_no_answer(failure: EndpointFailure, status: int, type_: str) -> None:
    answer = integrated(f"{ARN}:s3:path/b", failure).call("POST", "/a")

    assert (answer.status, document(answer)) == (status, {"message": type_})


@pytest.mark.parametrize(
    "wire",
    [
        {"uri": f"{ARN}:s3:nothing/b"},
        {"uri": "arn:aws:iam::1:role/x"},
        {"uri": ""},
        {"uri": f"{ARN}:s3:${{stageVariables.fn}}"},
        {"uri": f"{ARN}:s3:path/{{unmapped}}"},
        {"uri": f"{ARN}:s3:path/b", "type": "AWS_PROXY"},
        {"uri": f"{ARN}:s3:path/b", "requestParameters": {"integration.request.header.Authorization": "'x'"}},
        {"uri": f"{ARN}:s3:path/b", "integrationResponses": {}},
    ],
    ids=str,
)
def test_integration_that_cannot_be_called_is_a_configuration_error(wire: dict[str, Any]) -> None:
    answer = integrated(wire.pop("uri"), **wire).call("POST", "/a")

    assert (answer.status, document(answer)) == (500, {"message": "Internal server error"})
