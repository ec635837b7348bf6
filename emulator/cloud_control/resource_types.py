"""What a resource type is: its schema, and handlers, which ask the type's service as AWS's own do.

https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """`code` is one of Cloud Control's HandlerErrorCodes."""

    code: str
    message: str


# An operation of the type's service, and its input; the output, or why there is none.
Ask = Callable[[str, Mapping[str, Any]], Mapping[str, Any] | Failure]


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A type that cannot be listed has no `identifiers`; `service` is the endpoint's name."""

    schema: Mapping[str, Any]
    service: str
    create: Callable[[Ask, Properties], str | Failure]  # returns the identifier
    read: Callable[[Ask, str], Properties | Failure]
    update: Callable[[Ask, str, Properties, Properties], Failure | None]  # from these properties to those
    delete: Callable[[Ask, str], Failure | None]
    identifiers: Callable[[Ask], Sequence[str] | Failure] | None = None  # of all that there are

    @property
    def name(self) -> str:
        return str(self.schema["typeName"])

    def properties_that_are(self, kind: str) -> list[str]:
        """`kind` is e.g. createOnlyProperties; the answer is e.g. QueueName."""
        return [pointer.removeprefix("/properties/") for pointer in self.schema.get(kind, ())]


def not_found(type_name: str, identifier: str) -> Failure:
    return Failure("NotFound", f"Resource of type '{type_name}' with identifier '{identifier}' was not found.")


def already_exists(type_name: str, identifier: str) -> Failure:
    return Failure("AlreadyExists", f"Resource of type '{type_name}' with identifier '{identifier}' already exists.")
