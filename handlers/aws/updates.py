"""One conditional UpdateItem, and the item as it leaves it: what to do next is seen without a read in between."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from handlers.aws.attributes import AttributeMap
from handlers.aws.changes import Request

_CONDITION_FAILED = "ConditionalCheckFailedException"


@dataclass(frozen=True, slots=True)
class Applied:
    """`item` is what it is now."""

    item: AttributeMap


@dataclass(frozen=True, slots=True)
class Unapplied:
    """The condition did not hold. `item` is what it was and is, without attributes if there is none."""

    item: AttributeMap


def apply(dynamodb: Any, request: Request) -> Applied | Unapplied:
    told = {"ReturnValues": "ALL_NEW", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    try:
        answer = dynamodb.update_item(**request, **told)
    except ClientError as error:
        if error.response["Error"]["Code"] != _CONDITION_FAILED:
            raise
        return Unapplied(error.response.get("Item", {}))
    return Applied(answer["Attributes"])
