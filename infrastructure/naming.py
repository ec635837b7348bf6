"""Names that are chosen: Terraform's, where CDKTF would make one up from the construct's path and a hash, and AWS's."""

from typing import TypeVar

from infrastructure.bindings import TerraformElement
from infrastructure.settings import PROJECT

Resource = TypeVar("Resource", bound=TerraformElement)


def named(name: str, resource: Resource) -> Resource:
    """To be called before anything refers to the resource: CDKTF writes references with the name of that moment."""
    resource.override_logical_id(name)
    return resource


def stage_wide(stage: str, name: str) -> str:
    return f"{PROJECT}-{stage}-{name}"
