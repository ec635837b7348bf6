"""AWS::SQS::QueueInlinePolicy: the policy of one queue. AWS::SQS::QueuePolicy, of several, Cloud Control cannot read.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queueinlinepolicy.html
"""

import json
from typing import Any

from emulator.cloud_control.resource_types import (
    Ask,
    Failure,
    Properties,
    ResourceType,
    already_exists,
    not_found,
)

_TYPE = "AWS::SQS::QueueInlinePolicy"
_PERMISSIONS = {"permissions": ["sqs:SetQueueAttributes", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"]}
_SCHEMA = {
    "typeName": _TYPE,
    "description": "The policy of a queue of Amazon SQS.",
    "additionalProperties": False,
    "properties": {"PolicyDocument": {"type": ["object", "string"]}, "Queue": {"type": "string"}},
    "required": ["PolicyDocument", "Queue"],
    "createOnlyProperties": ["/properties/Queue"],
    "primaryIdentifier": ["/properties/Queue"],
    "handlers": {
        "create": _PERMISSIONS,
        "read": {"permissions": ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"]},
        "update": _PERMISSIONS,
        "delete": {"permissions": ["sqs:SetQueueAttributes", "sqs:GetQueueAttributes"]},
    },
}


def _create(ask: Ask, desired: Properties) -> str | Failure:
    url = str(desired["Queue"])
    found = _policy(ask, url)
    if isinstance(found, Failure):
        return found
    if found:
        return already_exists(_TYPE, url)
    return _set(ask, url, desired["PolicyDocument"]) or url


def _read(ask: Ask, url: str) -> Properties | Failure:
    found = _policy(ask, url)
    if isinstance(found, Failure):
        return found
    return {"Queue": url, "PolicyDocument": json.loads(found)} if found else not_found(_TYPE, url)


def _update(ask: Ask, url: str, before: Properties, after: Properties) -> Failure | None:
    del before
    return _set(ask, url, after["PolicyDocument"])


def _delete(ask: Ask, url: str) -> Failure | None:
    found = _policy(ask, url)
    if isinstance(found, Failure):
        return found
    return _set(ask, url, "") if found else not_found(_TYPE, url)


QUEUE_INLINE_POLICY = ResourceType(_SCHEMA, "sqs", _create, _read, _update, _delete)


def _policy(ask: Ask, url: str) -> str | Failure:
    """Empty if the queue has none."""
    told = ask("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["Policy"]})
    if isinstance(told, Failure):
        return not_found(_TYPE, url) if told.code == "NotFound" else told
    return str((told.get("Attributes") or {}).get("Policy") or "")


def _set(ask: Ask, url: str, policy: Any) -> Failure | None:
    text = policy if isinstance(policy, str) else json.dumps(policy, separators=(",", ":"))
    done = ask("SetQueueAttributes", {"QueueUrl": url, "Attributes": {"Policy": text}})
    return done if isinstance(done, Failure) else None
