"""Terraform's names for resources: chosen, where CDKTF would make one up from the construct's path and a hash."""

from typing import TypeVar

from infrastructure.bindings import TerraformElement

Resource = TypeVar("Resource", bound=TerraformElement)


def named(name: str, resource: Resource) -> Resource:
    """To be called before anything refers to the resource: CDKTF writes references with the name of that moment."""
    resource.override_logical_id(name)
    return resource
