import json

import pytest

from tests.infrastructure.project import Project

# Of what AWS documents for the access logs of REST APIs, all that this project has a use for.
DOCUMENTED = {
    *("requestId", "extendedRequestId", "xrayTraceId", "requestTime", "apiId", "stage", "protocol", "httpMethod"),
    *("resourcePath", "status", "responseLength", "responseLatency", "identity.sourceIp", "identity.apiKeyId"),
    *("integration.status", "integration.latency", "integration.requestId", "integration.error"),
    *("authorizer.client", "authorizer.error", "authorizer.latency", "authorizer.status", "authorizer.tenant"),
    *("error.responseType", "waf.status", "waf.latency"),
}


def test_a_stage_serves_the_deployment_under_its_own_name(project: Project) -> None:
    stage = project.resource("dev", "aws_api_gateway_stage", "facade")

    assert stage["stage_name"] == "dev"
    assert stage["deployment_id"] == "${aws_api_gateway_deployment.facade.id}"
    assert stage["xray_tracing_enabled"] is True


def test_a_stage_can_log_only_once_the_account_has_a_role_for_it(project: Project) -> None:
    stage = project.resource("prod", "aws_api_gateway_stage", "facade")
    account = project.resource("prod", "aws_api_gateway_account", "gateway")

    assert stage["depends_on"] == ["aws_api_gateway_account.gateway"]
    assert account["cloudwatch_role_arn"] == "${aws_iam_role.gateway.arn}"
    assert account["depends_on"] == ["aws_iam_role_policy_attachment.gateway"]


def test_the_access_log_is_json_and_tells_callers_apart_without_their_keys(project: Project) -> None:
    settings = project.resource("prod", "aws_api_gateway_stage", "facade")["access_log_settings"]
    fields = json.loads(settings["format"])

    assert settings["destination_arn"] == "${aws_cloudwatch_log_group.access_log.arn}"
    assert fields["requestId"] == "$context.requestId"
    assert fields["apiKeyId"] == "$context.identity.apiKeyId"
    assert "$context.identity.apiKey" not in fields.values()


def test_the_access_log_is_one_line_of_variables_that_aws_documents(project: Project) -> None:
    text = project.resource("prod", "aws_api_gateway_stage", "facade")["access_log_settings"]["format"]

    assert "\n" not in text
    assert {value.removeprefix("$context.") for value in json.loads(text).values()} <= DOCUMENTED


@pytest.mark.parametrize("group", ["access_log", "execution_log"])
def test_the_gateways_logs_are_kept_as_long_as_the_settings_say(project: Project, group: str) -> None:
    kept = {
        stage: project.resource(stage, "aws_cloudwatch_log_group", group)["retention_in_days"]
        for stage in ("local", "dev", "prod")
    }

    assert kept == {"local": 1, "dev": 14, "prod": 90}


def test_the_execution_log_is_the_one_that_the_gateway_writes_to(project: Project) -> None:
    group = project.resource("dev", "aws_cloudwatch_log_group", "execution_log")

    assert group["name"] == "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.facade.id}/dev"


def test_every_method_is_throttled_and_measured_and_no_body_is_logged(project: Project) -> None:
    methods = project.resource("prod", "aws_api_gateway_method_settings", "facade")

    assert methods["method_path"] == "*/*"
    assert methods["settings"] == {
        "throttling_rate_limit": 500,
        "throttling_burst_limit": 1000,
        "metrics_enabled": True,
        "logging_level": "OFF",
        "data_trace_enabled": False,
    }


def test_the_stages_url_is_api_gateways_unless_the_deployer_says_otherwise(project: Project) -> None:
    stack = project.stack("prod")
    stage = project.resource("prod", "aws_api_gateway_stage", "facade")

    assert stack["variable"]["public_url"]["default"] == "https://{id}.execute-api.{region}.amazonaws.com/{stage}"
    assert stage["variables"]["url"] == stack["output"]["stage_url"]["value"]
    assert stage["variables"]["url"] == (
        '${replace(replace(replace(var.public_url, "{id}", aws_api_gateway_rest_api.facade.id), '
        '"{region}", "us-east-1"), "{stage}", "prod")}'
    )


def test_the_model_server_is_the_rows_unless_the_deployer_says_otherwise(project: Project) -> None:
    addresses = {
        stage: project.stack(stage)["variable"]["model_server"]["default"] for stage in ("local", "dev", "prod")
    }

    assert addresses == {
        "local": "model-server.invalid",
        "dev": "bedrock-runtime.us-west-2.amazonaws.com/openai",
        "prod": "bedrock-runtime.us-east-1.amazonaws.com/openai",
    }
    for stage in addresses:
        variables = project.resource(stage, "aws_api_gateway_stage", "facade")["variables"]
        assert variables["model_server"] == "${var.model_server}"
