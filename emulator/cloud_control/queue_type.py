"""AWS::SQS::Queue: its properties are the queue's attributes, typed, and its tags.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.cloud_control.resource_types import (
    Ask,
    Failure,
    Properties,
    ResourceType,
    already_exists,
    not_found,
)

_TYPE = "AWS::SQS::Queue"
_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}
_POLICY = {"type": ["object", "string"]}


def _integer(least: int, most: int) -> Mapping[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


# The properties that are attributes, and the value that an attribute has which is taken out.
_ATTRIBUTES: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "ContentBasedDeduplication": (_FLAG, "false"),
    "DeduplicationScope": (_TEXT, "queue"),
    "DelaySeconds": (_integer(0, 900), "0"),
    "FifoQueue": (_FLAG, "false"),
    "FifoThroughputLimit": (_TEXT, "perQueue"),
    "KmsDataKeyReusePeriodSeconds": (_integer(60, 86_400), "300"),
    "KmsMasterKeyId": (_TEXT, ""),
    "MaximumMessageSize": (_integer(1024, 1_048_576), "1048576"),
    "MessageRetentionPeriod": (_integer(60, 1_209_600), "345600"),
    "ReceiveMessageWaitTimeSeconds": (_integer(0, 20), "0"),
    "RedriveAllowPolicy": (_POLICY, ""),
    "RedrivePolicy": (_POLICY, ""),
    "SqsManagedSseEnabled": (_FLAG, "true"),
    "VisibilityTimeout": (_integer(0, 43_200), "30"),
}
_TAG = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "Key": {"type": "string", "minLength": 1, "maxLength": 128},
        "Value": {"type": "string", "minLength": 0, "maxLength": 256},
    },
    "required": ["Value", "Key"],
}
_SCHEMA = {
    "typeName": _TYPE,
    "description": "A queue of Amazon SQS, standard or FIFO.",
    "additionalProperties": False,
    "definitions": {"Tag": _TAG},
    "properties": {
        "Arn": _TEXT,
        "QueueName": _TEXT,
        "QueueUrl": _TEXT,
        "Tags": {
            "type": "array",
            "uniqueItems": False,
            "insertionOrder": False,
            "items": {"$ref": "#/definitions/Tag"},
        },
        **{name: schema for name, (schema, _) in _ATTRIBUTES.items()},
    },
    "createOnlyProperties": ["/properties/FifoQueue", "/properties/QueueName"],
    "readOnlyProperties": ["/properties/QueueUrl", "/properties/Arn"],
    "primaryIdentifier": ["/properties/QueueUrl"],
    "handlers": {
        "create": {
            "permissions": [
                "sqs:CreateQueue",
                "sqs:GetQueueUrl",
                "sqs:GetQueueAttributes",
                "sqs:ListQueueTags",
                "sqs:TagQueue",
            ]
        },
        "read": {"permissions": ["sqs:GetQueueAttributes", "sqs:ListQueueTags"]},
        "update": {
            "permissions": [
                "sqs:SetQueueAttributes",
                "sqs:GetQueueAttributes",
                "sqs:ListQueueTags",
                "sqs:TagQueue",
                "sqs:UntagQueue",
            ]
        },
        "delete": {"permissions": ["sqs:DeleteQueue", "sqs:GetQueueAttributes"]},
        "list": {"permissions": ["sqs:ListQueues"]},
    },
}


def _create(ask: Ask, desired: Properties) -> str | Failure:
    name = desired.get("QueueName") or _made_up_name(desired)
    if not isinstance(ask("GetQueueUrl", {"QueueName": name}), Failure):
        return already_exists(_TYPE, name)
    attributes = {each: _attribute(desired[each]) for each in _ATTRIBUTES if each in desired}
    made = ask("CreateQueue", {"QueueName": name, "Attributes": attributes, "tags": _tags(desired)})
    return made if isinstance(made, Failure) else str(made["QueueUrl"])


def _read(ask: Ask, url: str) -> Properties | Failure:
    told = ask("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["All"]})
    if isinstance(told, Failure):
        return not_found(_TYPE, url) if told.code == "NotFound" else told
    tagged = ask("ListQueueTags", {"QueueUrl": url})
    if isinstance(tagged, Failure):
        return tagged
    attributes = told.get("Attributes", {})
    arn = attributes["QueueArn"]
    properties = {"QueueUrl": url, "Arn": arn, "QueueName": arn.rpartition(":")[2]}
    known = {name: attributes[name] for name in _ATTRIBUTES if attributes.get(name) is not None}
    properties |= {name: _property(name, value) for name, value in known.items()}
    tags = [{"Key": key, "Value": value} for key, value in (tagged.get("Tags") or {}).items()]
    return {**properties, "Tags": tags} if tags else properties


def _update(ask: Ask, url: str, before: Properties, after: Properties) -> Failure | None:
    changed = [name for name in _ATTRIBUTES if before.get(name) != after.get(name)]
    attributes = {name: _attribute(after[name]) if name in after else _ATTRIBUTES[name][1] for name in changed}
    tags, former = _tags(after), _tags(before)
    gone = [key for key in former if key not in tags]
    orders: tuple[tuple[str, str, Any], ...] = (
        ("SetQueueAttributes", "Attributes", attributes),
        ("UntagQueue", "TagKeys", gone),
        ("TagQueue", "Tags", tags if tags != former else {}),
    )
    for operation, member, value in orders:
        done = ask(operation, {"QueueUrl": url, member: value}) if value else {}
        if isinstance(done, Failure):
            return done
    return None


def _delete(ask: Ask, url: str) -> Failure | None:
    done = ask("DeleteQueue", {"QueueUrl": url})
    if isinstance(done, Failure):
        return not_found(_TYPE, url) if done.code == "NotFound" else done
    return None


def _list(ask: Ask) -> Sequence[str] | Failure:
    listed = ask("ListQueues", {})
    return listed if isinstance(listed, Failure) else list(listed.get("QueueUrls") or ())


QUEUE = ResourceType(_SCHEMA, "sqs", _create, _read, _update, _delete, _list)


def _made_up_name(desired: Properties) -> str:
    return uuid.uuid4().hex + (".fifo" if desired.get("FifoQueue") else "")


def _attribute(value: Any) -> str:
    """SQS has texts only."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _property(name: str, value: str) -> Any:
    return value if _ATTRIBUTES[name][0] == _TEXT else json.loads(value)


def _tags(properties: Properties) -> Mapping[str, str]:
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or ()}
