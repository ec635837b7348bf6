"""Stages: what Terraform sends to make and change one, and what the data plane is given."""

from typing import Any

import pytest

from emulator.data_plane.stages import DeployedStages
from emulator.snapshot import MethodSettings, StageSettings, Throttle
from tests.emulator.control_plane.in_memory import ACCOUNT, deployable_api, openapi, operation, refused, snapshot_of


@pytest.fixture
def api_id(client: Any) -> str:
    return deployable_api(client)


@pytest.fixture
def dev(client: Any, api_id: str) -> dict[str, str]:
    """Where the stage dev is."""
    deployment = client.create_deployment(restApiId=api_id)
    client.create_stage(restApiId=api_id, stageName="dev", deploymentId=deployment["id"], variables={"a": "b"})
    return {"restApiId": api_id, "stageName": "dev"}


@pytest.fixture
def logs_role(client: Any) -> None:
    """The account's role by which API Gateway writes logs."""
    role = {"op": "replace", "path": "/cloudwatchRoleArn", "value": f"arn:aws:iam::{ACCOUNT}:role/logs"}
    client.update_account(patchOperations=[role])


def _settings(stages: DeployedStages, dev: dict[str, str]) -> StageSettings:
    stage = stages.find(dev["restApiId"], dev["stageName"])
    assert stage is not None
    return stage.settings


def _patch(client: Any, dev: dict[str, str], *operations: tuple[str, str, str | None]) -> Any:
    sent = [{"op": op, "path": path} | ({} if value is None else {"value": value}) for op, path, value in operations]
    return client.update_stage(**dev, patchOperations=sent)


def test_new_stage_is_served(client: Any, stages: DeployedStages, dev: dict[str, str]) -> None:
    stage = client.get_stage(**dev)

    assert _settings(stages, dev) == StageSettings(
        api_id=dev["restApiId"],
        stage_name="dev",
        deployment_id=stage["deploymentId"],
        variables={"a": "b"},
        method_settings={},
        access_log_format=None,
        access_log_destination_arn=None,
        tracing=False,
    )


def test_new_stage_has_no_cache_and_no_tracing(client: Any, dev: dict[str, str]) -> None:
    stage = client.get_stage(**dev)

    assert (stage["cacheClusterEnabled"], stage["cacheClusterStatus"]) == (False, "NOT_AVAILABLE")
    assert stage["tracingEnabled"] is False


def test_stage_is_made_once(client: Any, dev: dict[str, str]) -> None:
    deployment_id = client.get_stage(**dev)["deploymentId"]

    refusal = refused(client.create_stage, **dev, deploymentId=deployment_id)

    assert refusal == (409, "ConflictException", "Stage already exists")


def test_stage_needs_a_deployment_of_its_api(client: Any, api_id: str) -> None:
    refusal = refused(client.create_stage, restApiId=api_id, stageName="dev", deploymentId="none")

    assert refusal == (404, "NotFoundException", "Invalid Deployment identifier specified")


@pytest.mark.parametrize("name", ["a b", "a/b", "ä", "$default", "x" * 129])
def test_stage_name_is_of_letters_digits_and_two_signs(client: Any, api_id: str, name: str) -> None:
    deployment_id = client.create_deployment(restApiId=api_id)["id"]

    refusal = refused(client.create_stage, restApiId=api_id, stageName=name, deploymentId=deployment_id)

    assert refusal == (400, "BadRequestException", "Stage name only allows a-zA-Z0-9_-")


def test_moved_stage_serves_its_new_deployment(client: Any, stages: DeployedStages, dev: dict[str, str]) -> None:
    body = openapi({"/cats": {"get": operation()}})
    client.put_rest_api(restApiId=dev["restApiId"], mode="overwrite", body=body)
    deployment_id = client.create_deployment(restApiId=dev["restApiId"])["id"]

    _patch(client, dev, ("replace", "/deploymentId", deployment_id))

    served = snapshot_of(stages.find(dev["restApiId"], "dev"))
    assert [resource["path"] for resource in served.resources] == ["/", "/cats"]


def test_variables_are_set_and_removed(client: Any, stages: DeployedStages, dev: dict[str, str]) -> None:
    _patch(client, dev, ("replace", "/variables/url", "http://127.0.0.1:4566/_aws"), ("remove", "/variables/a", None))

    assert _settings(stages, dev).variables == {"url": "http://127.0.0.1:4566/_aws"}


def _invalid_value(value: str) -> str:
    return (
        f"Invalid stage variable value: {value}.  Please use values with alphanumeric characters and the symbols ' ', "
        "-', '.', '_', ':', '/', '?', '&', '=', and ','."
    )


_TOO_LONG = "Stage variable {} is too long: at most 64 characters of a name and 512 of a value"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("a", "a b", _invalid_value("a b")),
        ("a", "", _invalid_value("")),
        ("a", "x" * 513, _TOO_LONG.format("a")),
        ("a" * 65, "x", _TOO_LONG.format("a" * 65)),
        ("a:b", "x", "Invalid stage variable name: a:b.  Please use names with only word characters."),
    ],
    ids=["space", "nothing", "long value", "long name", "colon in the name"],
)
def test_odd_variable_is_refused(client: Any, dev: dict[str, str], name: str, value: str, message: str) -> None:
    operations = [{"op": "replace", "path": f"/variables/{name}", "value": value}]

    refusal = refused(client.update_stage, **dev, patchOperations=operations)

    assert refusal == (400, "BadRequestException", message)


def test_variable_of_a_canary_is_judged_like_one_of_the_stage(client: Any, dev: dict[str, str]) -> None:
    operations = [{"op": "replace", "path": "/canarySettings/stageVariableOverrides/a", "value": "a b"}]

    refusal = refused(client.update_stage, **dev, patchOperations=operations)

    assert refusal == (400, "BadRequestException", _invalid_value("a b"))


def test_stage_has_at_most_100_variables(client: Any, dev: dict[str, str]) -> None:
    deployment_id = client.get_stage(**dev)["deploymentId"]
    asked = {"restApiId": dev["restApiId"], "stageName": "other", "deploymentId": deployment_id}

    refusal = refused(client.create_stage, **asked, variables={f"v{number}": "x" for number in range(101)})
    stage = client.create_stage(**asked, variables={f"v{number}": "x" * 512 for number in range(100)})

    assert refusal == (400, "BadRequestException", "A stage has at most 100 variables")
    assert len(stage["variables"]) == 100


_LOGS_NEED_A_ROLE = (
    400,
    "BadRequestException",
    "CloudWatch Logs role ARN must be set in account settings to enable logging",
)
_LOG_GROUP = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:pets"


@pytest.mark.parametrize(
    ("path", "value"),
    [("/*/*/logging/loglevel", "INFO"), ("/accessLogSettings/destinationArn", _LOG_GROUP)],
    ids=["execution log", "access log"],
)
def test_logs_need_the_accounts_role(client: Any, dev: dict[str, str], path: str, value: str) -> None:
    refusal = refused(client.update_stage, **dev, patchOperations=[{"op": "replace", "path": path, "value": value}])

    assert refusal == _LOGS_NEED_A_ROLE


def test_access_log_in_firehose_needs_no_role_of_the_account(client: Any, dev: dict[str, str]) -> None:
    stream = f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/amazon-apigateway-pets"

    stage = _patch(client, dev, ("replace", "/accessLogSettings/destinationArn", stream))

    assert stage["accessLogSettings"]["destinationArn"] == stream


def test_log_level_that_is_off_needs_no_role(client: Any, dev: dict[str, str]) -> None:
    stage = _patch(client, dev, ("replace", "/*/*/logging/loglevel", "OFF"))

    assert stage["methodSettings"]["*/*"]["loggingLevel"] == "OFF"


@pytest.mark.usefixtures("logs_role")
def test_stage_that_logs_is_still_changed_when_the_role_is_gone(client: Any, dev: dict[str, str]) -> None:
    _patch(client, dev, ("replace", "/*/*/logging/loglevel", "INFO"))
    client.update_account(patchOperations=[{"op": "remove", "path": "/cloudwatchRoleArn"}])

    stage = _patch(client, dev, ("replace", "/description", "changed"))

    assert stage["description"] == "changed"


def test_stage_takes_a_version_of_the_documentation_that_there_is(client: Any, dev: dict[str, str]) -> None:
    client.create_documentation_version(restApiId=dev["restApiId"], documentationVersion="v1")

    stage = _patch(client, dev, ("replace", "/documentationVersion", "v1"))
    refusal = refused(
        client.create_stage,
        restApiId=dev["restApiId"],
        stageName="other",
        deploymentId=stage["deploymentId"],
        documentationVersion="v2",
    )

    assert stage["documentationVersion"] == "v1"
    assert refusal == (404, "NotFoundException", "Invalid Documentation version specified")


@pytest.mark.usefixtures("logs_role")
def test_access_log_is_set_and_removed(client: Any, stages: DeployedStages, dev: dict[str, str]) -> None:
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:pets"
    _patch(
        client,
        dev,
        ("replace", "/accessLogSettings/destinationArn", arn),
        ("replace", "/accessLogSettings/format", "$context.requestId"),
    )
    logged = _settings(stages, dev)

    _patch(client, dev, ("remove", "/accessLogSettings", None))

    assert (logged.access_log_destination_arn, logged.access_log_format) == (arn, "$context.requestId")
    assert _settings(stages, dev).access_log_format is None
    assert "accessLogSettings" not in client.get_stage(**dev)


def test_tracing_and_cache_are_switched(client: Any, stages: DeployedStages, dev: dict[str, str]) -> None:
    stage = _patch(client, dev, ("replace", "/tracingEnabled", "true"), ("replace", "/cacheClusterEnabled", "true"))

    assert _settings(stages, dev).tracing is True
    assert (stage["cacheClusterStatus"], stage["cacheClusterSize"]) == ("AVAILABLE", "0.5")


def test_first_setting_of_all_methods_brings_awss_defaults(client: Any, dev: dict[str, str]) -> None:
    stage = _patch(client, dev, ("replace", "/*/*/metrics/enabled", "true"))

    assert stage["methodSettings"] == {
        "*/*": {
            "metricsEnabled": True,
            "dataTraceEnabled": False,
            "throttlingBurstLimit": 5000,
            "throttlingRateLimit": 10000.0,
            "cachingEnabled": False,
            "cacheTtlInSeconds": 300,
            "cacheDataEncrypted": False,
            "requireAuthorizationForCacheControl": True,
            "unauthorizedCacheControlHeaderStrategy": "SUCCEED_WITH_RESPONSE_HEADER",
        }
    }


@pytest.mark.usefixtures("logs_role")
def test_every_method_setting_of_terraform_is_set(client: Any, dev: dict[str, str]) -> None:
    values = {
        "metrics/enabled": "true",
        "logging/loglevel": "INFO",
        "logging/dataTrace": "true",
        "throttling/burstLimit": "7",
        "throttling/rateLimit": "2.500000",
        "caching/enabled": "true",
        "caching/ttlInSeconds": "60",
        "caching/dataEncrypted": "true",
        "caching/requireAuthorizationForCacheControl": "false",
        "caching/unauthorizedCacheControlHeaderStrategy": "FAIL_WITH_403",
    }

    stage = _patch(client, dev, *(("replace", f"/pets/GET/{name}", value) for name, value in values.items()))

    assert stage["methodSettings"]["pets/GET"] == {
        "metricsEnabled": True,
        "loggingLevel": "INFO",
        "dataTraceEnabled": True,
        "throttlingBurstLimit": 7,
        "throttlingRateLimit": 2.5,
        "cachingEnabled": True,
        "cacheTtlInSeconds": 60,
        "cacheDataEncrypted": True,
        "requireAuthorizationForCacheControl": False,
        "unauthorizedCacheControlHeaderStrategy": "FAIL_WITH_403",
    }


@pytest.mark.usefixtures("logs_role")
@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("pets/GET", "/pets/GET"),
        ("~1pets/GET", "/pets/GET"),
        ("pets/{petId}/toys/GET", "/pets/{petId}/toys/GET"),
        ("~1pets~1{petId}/GET", "/pets/{petId}/GET"),
        ("~1/GET", "//GET"),
        ("*/*", "*/*"),
    ],
)
def test_data_plane_is_given_the_path_as_it_is_in_the_api(
    client: Any, stages: DeployedStages, dev: dict[str, str], sent: str, key: str
) -> None:
    _patch(
        client,
        dev,
        ("replace", f"/{sent}/throttling/rateLimit", "2"),
        ("replace", f"/{sent}/throttling/burstLimit", "3"),
        ("replace", f"/{sent}/logging/loglevel", "ERROR"),
    )

    expected = MethodSettings(Throttle(rate=2.0, burst=3), logging_level="ERROR", data_trace=False, metrics=False)
    assert _settings(stages, dev).method_settings == {key: expected}


@pytest.mark.parametrize(
    ("rate", "burst", "throttle"),
    [("-1", "-1", None), ("5", "-1", Throttle(rate=5.0, burst=5000)), ("-1", "9", Throttle(rate=10000.0, burst=9))],
)
def test_minus_one_leaves_a_limit_to_the_account(
    client: Any, stages: DeployedStages, dev: dict[str, str], rate: str, burst: str, throttle: Throttle | None
) -> None:
    _patch(
        client,
        dev,
        ("replace", "/*/*/throttling/rateLimit", rate),
        ("replace", "/*/*/throttling/burstLimit", burst),
    )

    assert _settings(stages, dev).method_settings["*/*"].throttle == throttle


def test_removed_method_settings_are_gone(client: Any, dev: dict[str, str]) -> None:
    _patch(client, dev, ("replace", "/pets/GET/metrics/enabled", "true"))

    stage = _patch(client, dev, ("remove", "/pets/GET", None))

    assert stage["methodSettings"] == {}


def test_deleted_stage_is_served_no_longer(client: Any, stages: DeployedStages, dev: dict[str, str]) -> None:
    client.delete_stage(**dev)

    assert stages.find(dev["restApiId"], "dev") is None
    assert refused(client.get_stage, **dev) == (404, "NotFoundException", "Invalid stage identifier specified")


def test_stages_of_a_deployment_are_listed(client: Any, dev: dict[str, str]) -> None:
    other = client.create_deployment(restApiId=dev["restApiId"], stageName="other")

    listed = client.get_stages(restApiId=dev["restApiId"], deploymentId=other["id"])["item"]

    assert [stage["stageName"] for stage in listed] == ["other"]
