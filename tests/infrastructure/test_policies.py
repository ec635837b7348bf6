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
