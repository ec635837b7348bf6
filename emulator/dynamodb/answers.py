"""Items are written as the JSON that they are.

moto asks for each member of each attribute value under four spellings: 0.6 ms an item, most of a GetItem.
"""

import base64
import json
from typing import Any

from moto.core.responses import ActionContext
from moto.dynamodb import responses
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.utilities import dynamo_to_dict
from moto.dynamodb.responses import DynamoResult

_OF_ITEMS = frozenset(
    {
        "BatchGetItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "UpdateItem",
    }
)

_execute_any = DynamoResult.execute_result
_to_dict_anything = dynamo_to_dict


def answer_briefly() -> None:
    result: Any = DynamoResult
    result.execute_result = _execute
    results: Any = responses
    results.dynamo_to_dict = _to_dict


def _execute(result: DynamoResult, context: ActionContext) -> Any:
    operation = context.operation_model
    if operation.name not in _OF_ITEMS:
        return _execute_any(result, context)
    members: Any = result.result
    told = {name: members[name] for name in operation.output_shape.members if members.get(name) is not None}
    body = json.dumps(told, default=_text_of, separators=(",", ":"))
    return 200, {"Content-Type": "application/x-amz-json-1.0"}, body


def _to_dict(value: Any) -> Any:
    """As moto does it, which asks of each text, too, whether it is a date or has a JSON of its own."""
    kind = type(value)
    if kind is str or kind is bool:
        return value
    if kind is DynamoType and value.type not in {"B", "BS"}:
        return {value.type: _to_dict(value.value)}
    if isinstance(value, dict):
        return {name: _to_dict(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_to_dict(member) for member in value]
    return _to_dict_anything(value)


def _text_of(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"No JSON is made of {type(value).__name__}")
