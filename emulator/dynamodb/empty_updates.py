"""An UpdateItem that names no change, which makes the item where there is none, as on AWS; moto stumbles over it.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
"""

from typing import Any

from moto.dynamodb.models.dynamo_type import Item

_update = Item.update_with_attribute_updates


def take_empty_updates() -> None:
    item: Any = Item
    item.update_with_attribute_updates = _update_if_asked


def _update_if_asked(item: Item, updates: dict[str, Any] | None) -> None:
    if updates:
        _update(item, updates)
