"""Which requests are Cloud Control's; what answers them is loaded when the first of them comes."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from emulator.http_messages import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from emulator.cloud_control.operations import Operations

_TARGET = "CloudApiService."

Calling = Callable[[HttpRequest], HttpAnswer]


class CloudControl:
    """`call` is moto, in this process and in any thread."""

    def __init__(self, call: Calling) -> None:
        self._call = call

    def operation(self, request: HttpRequest) -> Calling | None:
        """None for whatever is another service's."""
        if request.header.get("x-amz-target", "").startswith(_TARGET):
            return self._operations.answer
        if request.service == "cloudformation" and b"Action=DescribeType&" in request.body + b"&":
            from emulator.cloud_control.type_registry import describe_type  # noqa: PLC0415 - as said above

            return describe_type
        return None

    @cached_property
    def _operations(self) -> "Operations":
        from emulator.cloud_control.operations import Operations  # noqa: PLC0415 - as said above

        return Operations(self._call)
