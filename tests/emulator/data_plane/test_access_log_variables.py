"""Every variable of the developer guide's "Variables for access logging for API Gateway", by what it stands for here.

Those of authorizers are with the authorizers' own tests. A WAF, mutual TLS, VPC endpoints and Cognito identity pools
are not emulated: what would come from them is "-".
"""

from typing import Any

import pytest

from emulator.snapshot import UsagePlan
from tests.emulator.data_plane.fakes import FakeFunctions, failed, succeeded
from tests.emulator.data_plane.rest_apis import Deployed, lambda_proxy, method, mock, settings, snapshot

KEY = "key-value-0123456789"
ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:access"
ROOT = "1-67891233-abcdef012345678912345678"
PATHS = {
    "/f/{id}": {"GET": method(lambda_proxy(), apiKeyRequired=True)},
    "/broken": {"GET": method(mock(request="{}"))},
}
MODELS = {"Pet": {"type": "object", "required": ["name"]}}


def logged(
    variable: str, path: str = "/f/7", *, functions: FakeFunctions | None = None, tracing: bool = True, **more: Any
) -> str:
    """The line that a format with this variable alone gives."""
    stage = Deployed(
        snapshot(PATHS, models=MODELS),
        settings(access_log_format=f"$context.{variable}", access_log_destination_arn=ARN, tracing=tracing),
        functions=functions or FakeFunctions(succeeded({"statusCode": 201, "body": "four"})),
    )
    stage.grant(UsagePlan("plan", None, None, {}), KEY)
    headers = (("x-api-key", KEY), ("User-Agent", "tests/1"), ("X-Amzn-Trace-Id", f"Root={ROOT}"))
    stage.call("GET", path, headers=headers, client_ip="192.0.2.7", **more)
    return stage.log[0].line


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("accountId", "123456789012"),
        ("apiId", "abc123"),
        ("awsEndpointRequestId", "lambda-request-id"),
        ("deploymentId", "d1"),
        ("domainName", "abc123.execute-api.eu-west-1.amazonaws.com"),
        ("domainPrefix", "abc123"),
        ("httpMethod", "GET"),
        ("identity.apiKey", "**********456789"),
        ("identity.apiKeyId", f"id-of-{KEY}"),
        ("identity.sourceIp", "192.0.2.7"),
        ("identity.userAgent", "tests/1"),
        ("integration.integrationStatus", "200"),
        ("integration.latency", "0"),
        ("integration.requestId", "lambda-request-id"),
        ("integration.responseTransferMode", "BUFFERED"),
        ("integration.status", "201"),
        ("integrationLatency", "0"),
        ("integrationStatus", "200"),
        ("path", "/dev/f/7"),
        ("protocol", "HTTP/1.1"),
        ("requestTime", "22/Nov/2025:20:00:00 +0000"),
        ("requestTimeEpoch", "1763841600000"),
        ("resourceId", "r0"),
        ("resourcePath", "/f/{id}"),
        ("responseLatency", "0"),
        ("responseLength", "4"),
        ("stage", "dev"),
        ("status", "201"),
        ("xrayTraceId", ROOT),
    ],
)
def test_variable_of_a_call_that_is_answered(variable: str, value: str) -> None:
    assert logged(variable) == value


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("error.message", "Internal server error"),
        ("error.messageString", '"Internal server error"'),
        ("error.responseType", "DEFAULT_5XX"),
        ("integration.error", "Lambda function error: Unhandled"),
        ("integrationErrorMessage", "Lambda function error: Unhandled"),
    ],
)
def test_variable_of_a_call_that_fails(variable: str, value: str) -> None:
    assert logged(variable, functions=FakeFunctions(failed({"errorMessage": "boom"}))) == value


@pytest.mark.parametrize(
    "variable",
    [
        "awsEndpointRequestId2",
        "customDomain.basePathMatched",
        "error.message",
        "identity.accountId",
        "identity.caller",
        "identity.clientCert.clientCertPem",
        "identity.clientCert.issuerDN",
        "identity.clientCert.serialNumber",
        "identity.clientCert.subjectDN",
        "identity.clientCert.validity.notAfter",
        "identity.clientCert.validity.notBefore",
        "identity.cognitoAuthenticationProvider",
        "identity.cognitoAuthenticationType",
        "identity.cognitoIdentityId",
        "identity.cognitoIdentityPoolId",
        "identity.principalOrgId",
        "identity.user",
        "identity.userArn",
        "identity.vpcId",
        "identity.vpceId",
        "integration.error",
        "integration.timeToAllHeaders",
        "isCanaryRequest",
        "waf.error",
        "waf.latency",
        "waf.status",
        "wafResponseCode",
        "webaclArn",
    ],
)
def test_variable_that_stands_for_nothing_here_is_a_dash(variable: str) -> None:
    assert logged(variable) == "-"


def test_base_path_is_that_of_a_custom_domain() -> None:
    assert logged("customDomain.basePathMatched", base_path="/v1") == "/v1"


def test_stage_without_tracing_has_no_trace() -> None:
    assert logged("xrayTraceId", tracing=False) == "-"
