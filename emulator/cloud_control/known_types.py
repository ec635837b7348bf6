"""The types that there are here; AWS has a thousand more."""

from collections.abc import Mapping

from emulator.cloud_control.queue_policy_type import QUEUE_INLINE_POLICY
from emulator.cloud_control.queue_type import QUEUE
from emulator.cloud_control.resource_types import ResourceType

KNOWN_TYPES: Mapping[str, ResourceType] = {each.name: each for each in (QUEUE, QUEUE_INLINE_POLICY)}
