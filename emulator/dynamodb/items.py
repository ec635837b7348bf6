"""What an update leaves as it was is shared by the item before it and the item after it, and measured once.

moto copies an item whole, and measures and renders it whole, several times an UpdateItem: 8 ms with a map of
300 entries. Here an item's values never change: an update copies those on its way, from the item down to the attribute.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.utilities import bytesize
from moto.dynamodb.parsing import ast_nodes
from moto.dynamodb.parsing.executors import NodeExecutor

_nodes: Any = ast_nodes  # moto keeps types out of this module
_find_part = NodeExecutor.get_item_part_for_path_nodes
_size_of_any = DynamoType.size


def share_what_stays() -> None:
    executor: Any = NodeExecutor
    executor.get_item_part_for_path_nodes = _own_part
    item: Any = Item
    item.__deepcopy__ = _copy
    value: Any = DynamoType
    value.size = _size
    value.to_regular_json = _to_json


def _own_part(executor: NodeExecutor, item: Item, path: list[Any]) -> Any:
    """What the executor is about to change, with all that it is a part of, becomes this item's own."""
    _find_part(executor, item, path)  # for what it raises
    part: Any = item.attrs
    for node in path:
        if isinstance(node, _nodes.ExpressionPathDescender):
            continue
        key = node.children[0]
        if isinstance(node, _nodes.ExpressionAttributeName):
            key = executor.expression_attribute_names[key]
        own = _own(part[key])
        if part is item.attrs:
            # Past the check of the item's size, which does not change by this.
            dict.__setitem__(part, key, own)
        else:
            part.value[key] = own
        part = own
    return part


def _own(value: DynamoType) -> DynamoType:
    own = object.__new__(DynamoType)
    own.type = value.type
    own.value = value.value.copy() if isinstance(value.value, dict | list) else value.value
    return own


def _copy(item: Item, memo: dict[int, Any]) -> Item:  # noqa: ARG001 - the signature is copy's
    copied: Item = object.__new__(Item)
    copied.hash_key, copied.range_key = item.hash_key, item.range_key
    copied.attrs = LimitedSizeDict.__new__(LimitedSizeDict)
    dict.update(copied.attrs, item.attrs)
    return copied


def _size(value: DynamoType) -> int:
    """moto measures an item at each attribute that is set. Sets are not kept in mind: ADD fills a new one in place."""
    members: Any = value
    known: int | None = members.__dict__.get("known_size")
    if known is None:
        measure = _SIZES.get(value.type)
        if measure is None:
            return int(_size_of_any(value))
        known = members.known_size = measure(value.value)
    return known


_SIZES: Mapping[str, Callable[[Any], int]] = {
    "S": bytesize,
    "L": lambda values: sum(value.size() for value in values),
    "M": lambda values: sum(bytesize(name) + value.size() for name, value in values.items()),
}


def _to_json(value: DynamoType) -> dict[str, Any]:
    """moto copies each map and list whole, and then once more what is in it."""
    content = value.value
    if isinstance(content, dict):
        return {value.type: {name: member.to_regular_json() for name, member in content.items()}}
    if isinstance(content, list):
        members = [member.to_regular_json() if isinstance(member, DynamoType) else member for member in content]
        return {value.type: members}
    if value.type == "B" and isinstance(content, str):
        return {value.type: base64.b64decode(content)}
    return {value.type: content}
