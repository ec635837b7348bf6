import json
from typing import Any

import pytest

from infrastructure.grants import Grant, Known, Resource, objects
from infrastructure.policies import function_policy, model_arns, workflow_policy

LOGS = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": ["arn:logs:*"],
}


def test_a_grant_is_given_on_its_resource_and_below_its_path_alone() -> None:
    known = {Resource.BUCKET: Known(("arn:bucket",))}

    statements = policy(objects("work", "GetObject", "PutObject"), known=known)

    assert statements == [
        LOGS,
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:bucket/work/*"]},
    ]


def test_what_iam_has_no_word_in_and_what_only_tells_is_no_statement() -> None:
    known = {
        Resource.CHAT_MODEL: Known(environment={"MODEL_PROVIDER": "embedded"}),
        Resource.RECORDS: Known(("arn:table",)),
    }

    statements = policy(Grant(Resource.CHAT_MODEL, ("bedrock:InvokeModel",)), Grant(Resource.RECORDS), known=known)

    assert statements == [LOGS]


def test_a_state_machine_calls_its_functions_alone() -> None:
    called, logs = json.loads(workflow_policy(["arn:one", "arn:two"], tracing=False))["Statement"]

    assert called["Action"] == ["lambda:InvokeFunction"]
    assert called["Resource"] == ["arn:one", "arn:two"]
    assert all(action.startswith("logs:") for action in logs["Action"])


def test_a_foundation_model_is_invoked_in_the_stages_region() -> None:
    assert list(model_arns("amazon.titan-embed-text-v2:0", "us-east-1")) == [
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
    ]


def test_an_inference_profile_also_needs_its_model_in_the_regions_that_it_sends_calls_to() -> None:
    assert list(model_arns("eu.amazon.nova-lite-v1:0", "eu-central-1")) == [
        "arn:aws:bedrock:eu-central-1:*:inference-profile/eu.amazon.nova-lite-v1:0",
        "arn:aws:bedrock:eu-*::foundation-model/amazon.nova-lite-v1:0",
    ]


def test_a_global_inference_profile_needs_its_model_in_the_stages_region_and_in_none() -> None:
    assert list(model_arns("global.amazon.nova-2-lite-v1:0", "us-west-2")) == [
        "arn:aws:bedrock:us-west-2:*:inference-profile/global.amazon.nova-2-lite-v1:0",
        "arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-2-lite-v1:0",
        "arn:aws:bedrock:::foundation-model/amazon.nova-2-lite-v1:0",
    ]


@pytest.mark.parametrize(
    ("geography", "region", "destination"),
    [("jp", "ap-northeast-3", "ap-northeast-*"), ("au", "ap-southeast-2", "ap-southeast-*")],
)
def test_a_geography_may_be_a_part_of_a_continent(geography: str, region: str, destination: str) -> None:
    profile, *models = model_arns(f"{geography}.amazon.nova-2-lite-v1:0", region)

    assert profile == f"arn:aws:bedrock:{region}:*:inference-profile/{geography}.amazon.nova-2-lite-v1:0"
    assert models == [f"arn:aws:bedrock:{destination}::foundation-model/amazon.nova-2-lite-v1:0"]


def test_a_stage_outside_of_its_profiles_geography_also_needs_the_model_in_its_own_region() -> None:
    assert list(model_arns("us.amazon.nova-lite-v1:0", "ca-central-1"))[1:] == [
        "arn:aws:bedrock:ca-central-1::foundation-model/amazon.nova-lite-v1:0",
        "arn:aws:bedrock:us-*::foundation-model/amazon.nova-lite-v1:0",
    ]


def policy(*grants: Grant, known: dict[Resource, Known]) -> list[dict[str, Any]]:
    text = function_policy("arn:logs", tracing=False, grants=grants, known=known)
    statements: list[dict[str, Any]] = json.loads(text)["Statement"]
    return statements
