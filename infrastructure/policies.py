"""IAM policy documents: the least that a function, a state machine or API Gateway needs, no more."""

import fnmatch
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from infrastructure.grants import Grant, Known, Resource

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

CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
# X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
TRACES = ("xray:PutTelemetryRecords", "xray:PutTraceSegments")
SAMPLING = ("xray:GetSamplingRules", "xray:GetSamplingTargets")
# Nor does the delivery of logs: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:CreateLogStream",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutLogEvents",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)


def trust(service: str) -> str:
    """Lets an AWS service take a role on."""
    return _document({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})


def function_policy(
    log_group_arn: str, *, tracing: bool, grants: Iterable[Grant], known: Mapping[Resource, Known]
) -> str:
    statements = [_allow(("logs:CreateLogStream", "logs:PutLogEvents"), [f"{log_group_arn}:*"])]
    if tracing:
        statements.append(_allow(TRACES, ["*"]))
    for grant in grants:
        resources = [f"{arn}{grant.path}" for arn in known[grant.resource].arns]
        if grant.actions and resources:
            statements.append(_allow(grant.actions, resources))
    return _document(*statements)


def workflow_policy(function_arns: Iterable[str], *, tracing: bool) -> str:
    """What a state machine does itself: call its functions, by no version or alias, write its log, trace."""
    statements = [_allow(("lambda:InvokeFunction",), function_arns), _allow(LOG_DELIVERY, ["*"])]
    if tracing:
        statements.append(_allow((*TRACES, *SAMPLING), ["*"]))
    return _document(*statements)


def alarm_topic_policy(topic_arn: str, account: str, alarm_arns: str) -> str:
    """The account's alarms publish, over TLS; nobody else may, but by a policy of their own."""
    alarms = {
        "Sid": "Alarms",
        "Effect": "Allow",
        "Principal": CLOUDWATCH,
        "Action": "sns:Publish",
        "Resource": topic_arn,
        "Condition": _of_alarms(account, alarm_arns),
    }
    plain = {
        "Sid": "RefuseWithoutTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": topic_arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return _document(alarms, plain)


def alarm_key_policy(account: str, alarm_arns: str) -> str:
    """In a key's policy, `*` is the key itself. Without the owner's own statement nobody could change it again."""
    owner = {
        "Sid": "Owner",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    alarms = {
        "Sid": "Alarms",
        "Effect": "Allow",
        "Principal": CLOUDWATCH,
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": _of_alarms(account, alarm_arns),
    }
    return _document(owner, alarms)


def model_arns(model_id: str, region: str) -> Iterator[str]:
    """What `bedrock:InvokeModel` is asked for; Converse asks for it too."""
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


def tls_only(service: str, resources: Iterable[str]) -> str:
    """A policy of resources of theirs: who comes without TLS is refused, whoever it is."""
    refusal = {
        "Sid": "RefuseWithoutTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": f"{service}:*",
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return _document(refusal)


def _of_alarms(account: str, alarm_arns: str) -> Mapping[str, Any]:
    return {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": alarm_arns}}


def _allow(actions: tuple[str, ...], resources: Iterable[str]) -> Statement:
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def _document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
