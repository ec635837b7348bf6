"""Names that are chosen: Terraform's, where CDKTF would make one up from the construct's path and a hash, and AWS's."""

from typing import TypeVar

from infrastructure.bindings import TerraformElement
from infrastructure.settings import PROJECT

Element = TypeVar("Element", bound=TerraformElement)


def named(name: str, element: Element) -> Element:
    """To be called before anything refers to the element: CDKTF writes references with the name of that moment."""
    element.override_logical_id(name)
    return element


def stage_wide(stage: str, name: str) -> str:
    """A name that no other stage of the account and region has."""
    return f"{PROJECT}-{stage}-{name}"
