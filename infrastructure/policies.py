"""IAM policy documents: the least that a function or API Gateway needs, no more."""

import fnmatch
import json
from collections.abc import Iterator, Mapping
from typing import Any

from infrastructure.settings import BedrockModel

Statement = Mapping[str, Any]

# The regions that an inference profile of a geography may send a call on to. In a global one's ARN none is named.
# https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
GEOGRAPHIES = {
    "us": "us-*",
    "eu": "eu-*",
    "apac": "ap-*",
    "jp": "ap-northeast-*",
    "au": "ap-southeast-*",
    "global": "",
}


def trust(service: str) -> str:
    """Lets an AWS service take a role on."""
    return _document({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})


def function_policy(log_group_arn: str, *, tracing: bool, models: tuple[str, ...]) -> str:
    """`models` are ARNs; empty for a function that invokes none."""
    statements = [_allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group_arn}:*"])]
    if tracing:
        # X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
        statements.append(_allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]))
    if models:
        statements.append(_allow(["bedrock:InvokeModel"], list(models)))
    return _document(*statements)


def model_arns(model: BedrockModel, region: str) -> tuple[str, ...]:
    """What `bedrock:InvokeModel` is asked for; Converse asks for it too."""
    return tuple(arn for model_id in (model.chat_model_id, model.embedding_model_id) for arn in _arns(model_id, region))


def _arns(model_id: str, region: str) -> Iterator[str]:
    geography, _, foundation_model = model_id.partition(".")
    if geography not in GEOGRAPHIES:
        yield f"arn:aws:bedrock:{region}::foundation-model/{model_id}"
        return
    # The account is the role's own: a policy of one account gives nothing in another.
    yield f"arn:aws:bedrock:{region}:*:inference-profile/{model_id}"
    destinations = GEOGRAPHIES[geography]
    if not fnmatch.fnmatch(region, destinations):
        yield f"arn:aws:bedrock:{region}::foundation-model/{foundation_model}"
    yield f"arn:aws:bedrock:{destinations}::foundation-model/{foundation_model}"


def _allow(actions: list[str], resources: list[str]) -> Statement:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
