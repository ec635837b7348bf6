import pytest

from infrastructure.policies import model_arns
from infrastructure.settings import BedrockModel


def test_a_foundation_model_is_invoked_in_the_stages_region() -> None:
    model = BedrockModel("amazon.nova-lite-v1:0", "amazon.titan-embed-text-v2:0", timeout_seconds=20)

    assert model_arns(model, "us-east-1") == (
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
    )


def test_an_inference_profile_also_needs_its_model_in_the_regions_that_it_sends_calls_to() -> None:
    model = BedrockModel("eu.amazon.nova-lite-v1:0", "amazon.titan-embed-text-v2:0", timeout_seconds=20)

    assert model_arns(model, "eu-central-1") == (
        "arn:aws:bedrock:eu-central-1:*:inference-profile/eu.amazon.nova-lite-v1:0",
        "arn:aws:bedrock:eu-*::foundation-model/amazon.nova-lite-v1:0",
        "arn:aws:bedrock:eu-central-1::foundation-model/amazon.titan-embed-text-v2:0",
    )


def test_a_global_inference_profile_needs_its_model_in_the_stages_region_and_in_none() -> None:
    model = BedrockModel("global.amazon.nova-2-lite-v1:0", "amazon.titan-embed-text-v2:0", timeout_seconds=20)

    assert model_arns(model, "us-west-2")[:3] == (
        "arn:aws:bedrock:us-west-2:*:inference-profile/global.amazon.nova-2-lite-v1:0",
        "arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-2-lite-v1:0",
        "arn:aws:bedrock:::foundation-model/amazon.nova-2-lite-v1:0",
    )


@pytest.mark.parametrize(
    ("geography", "region", "destination"),
    [("jp", "ap-northeast-3", "ap-northeast-*"), ("au", "ap-southeast-2", "ap-southeast-*")],
)
def test_a_geography_may_be_a_part_of_a_continent(geography: str, region: str, destination: str) -> None:
    model = BedrockModel(f"{geography}.amazon.nova-2-lite-v1:0", "amazon.titan-embed-text-v2:0", timeout_seconds=20)

    profile, *models, _ = model_arns(model, region)

    assert profile == f"arn:aws:bedrock:{region}:*:inference-profile/{geography}.amazon.nova-2-lite-v1:0"
    assert models == [f"arn:aws:bedrock:{destination}::foundation-model/amazon.nova-2-lite-v1:0"]


def test_a_stage_outside_of_its_profiles_geography_also_needs_the_model_in_its_own_region() -> None:
    model = BedrockModel("us.amazon.nova-lite-v1:0", "amazon.titan-embed-text-v2:0", timeout_seconds=20)

    assert model_arns(model, "ca-central-1")[1:3] == (
        "arn:aws:bedrock:ca-central-1::foundation-model/amazon.nova-lite-v1:0",
        "arn:aws:bedrock:us-*::foundation-model/amazon.nova-lite-v1:0",
    )
