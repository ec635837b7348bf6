"""Gateway responses and their defaults. Cases are named by the recorded fact."""

from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import refused

_TEMPLATES = {"application/json": '{"message":$context.error.messageString}'}
_HEADER = {"gatewayresponse.header.x-request-header": "method.request.header.Accept"}

# Facts F262 to F278: the statuses of the types that nobody has put.
DEFAULTS = {
    "ACCESS_DENIED": "403",
    "API_CONFIGURATION_ERROR": "500",
    "AUTHORIZER_CONFIGURATION_ERROR": "500",
    "AUTHORIZER_FAILURE": "500",
    "BAD_REQUEST_BODY": "400",
    "BAD_REQUEST_PARAMETERS": "400",
    "DEFAULT_4XX": None,
    "DEFAULT_5XX": None,
    "EXPIRED_TOKEN": "403",
    "INTEGRATION_FAILURE": "504",
    "INTEGRATION_TIMEOUT": "504",
    "INVALID_API_KEY": "403",
    "INVALID_SIGNATURE": "403",
    "MISSING_AUTHENTICATION_TOKEN": "403",
    "QUOTA_EXCEEDED": "429",
    "REQUEST_TOO_LARGE": "413",
    "RESOURCE_NOT_FOUND": "404",
    "THROTTLED": "429",
    "UNAUTHORIZED": "401",
    "UNSUPPORTED_MEDIA_TYPE": "415",
    "WAF_FILTERED": "403",
}


def _statuses(client: Any, api_id: str) -> dict[str, str | None]:
    items = client.get_gateway_responses(restApiId=api_id)["items"]
    return {item["responseType"]: item.get("statusCode") for item in items}


def test_untouched_api_has_awss_defaults(client: Any, api_id: str) -> None:
    assert _statuses(client, api_id) == DEFAULTS


def test_default_has_awss_template_and_says_that_it_is_one(client: Any, api_id: str) -> None:
    response = client.get_gateway_response(restApiId=api_id, responseType="THROTTLED")

    assert response["defaultResponse"] is True
    assert response["responseTemplates"] == _TEMPLATES


@pytest.mark.parametrize(
    ("sent", "status", "parameters"),
    [({"statusCode": "404"}, "404", {}), ({"responseParameters": _HEADER}, "403", _HEADER)],
    ids=["F256", "F257"],
)
def test_partial_put_is_completed_with_the_types_own_defaults(
    client: Any, api_id: str, sent: dict[str, Any], status: str, parameters: dict[str, str]
) -> None:
    response = client.put_gateway_response(restApiId=api_id, responseType="MISSING_AUTHENTICATION_TOKEN", **sent)

    assert response.pop("ResponseMetadata")["HTTPStatusCode"] == 201
    assert response == {
        "defaultResponse": False,
        "responseParameters": parameters,
        "responseTemplates": _TEMPLATES,
        "responseType": "MISSING_AUTHENTICATION_TOKEN",
        "statusCode": status,
    }


def test_f255_types_that_were_not_put_take_after_the_default_of_their_hundred(client: Any, api_id: str) -> None:
    client.put_gateway_response(
        restApiId=api_id,
        responseType="DEFAULT_5XX",
        statusCode="599",
        responseParameters=_HEADER,
        responseTemplates={"application/xml": "<e/>"},
    )
    client.put_gateway_response(
        restApiId=api_id, responseType="AUTHORIZER_FAILURE", responseParameters={"gatewayresponse.header.foo": "'bar'"}
    )

    timeout = client.get_gateway_response(restApiId=api_id, responseType="INTEGRATION_TIMEOUT")
    failure = client.get_gateway_response(restApiId=api_id, responseType="AUTHORIZER_FAILURE")

    del timeout["ResponseMetadata"], failure["ResponseMetadata"]
    assert timeout == {
        "responseType": "INTEGRATION_TIMEOUT",
        "statusCode": "599",
        "responseParameters": _HEADER,
        "responseTemplates": {"application/xml": "<e/>"},
        "defaultResponse": True,
    }
    assert failure == {
        "responseType": "AUTHORIZER_FAILURE",
        "statusCode": "500",
        "responseParameters": {"gatewayresponse.header.foo": "'bar'"},
        "responseTemplates": _TEMPLATES,
        "defaultResponse": False,
    }
    affected = {kind: "599" for kind, status in DEFAULTS.items() if (status or "").startswith("5")}
    assert _statuses(client, api_id) == {
        **DEFAULTS,
        **affected,
        "DEFAULT_5XX": "599",
        "AUTHORIZER_FAILURE": "500",
    }


def test_patch_puts_the_response(client: Any, api_id: str) -> None:
    operations = [
        {"op": "replace", "path": "/statusCode", "value": "418"},
        {"op": "add", "path": "/responseParameters/gatewayresponse.header.X", "value": "'y'"},
        {"op": "replace", "path": "/responseTemplates/application~1json", "value": "{}"},
    ]

    client.update_gateway_response(restApiId=api_id, responseType="UNAUTHORIZED", patchOperations=operations)

    response = client.get_gateway_response(restApiId=api_id, responseType="UNAUTHORIZED")
    del response["ResponseMetadata"]
    assert response == {
        "responseType": "UNAUTHORIZED",
        "statusCode": "418",
        "responseParameters": {"gatewayresponse.header.X": "'y'"},
        "responseTemplates": {"application/json": "{}"},
        "defaultResponse": False,
    }


def test_deleted_response_is_the_default_again(client: Any, api_id: str) -> None:
    client.put_gateway_response(restApiId=api_id, responseType="UNAUTHORIZED", statusCode="418")

    client.delete_gateway_response(restApiId=api_id, responseType="UNAUTHORIZED")

    response = client.get_gateway_response(restApiId=api_id, responseType="UNAUTHORIZED")
    assert (response["statusCode"], response["defaultResponse"]) == ("401", True)
    assert refused(client.delete_gateway_response, restApiId=api_id, responseType="UNAUTHORIZED")[0] == 404
