"""Types that signatures and models are made of; the generated modules import them from here."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, Union

JsonValue: TypeAlias = Union[  # noqa: UP007 - an alias that holds itself has to be written so before Python 3.12
    bool, int, float, str, Sequence["JsonValue"], Mapping[str, "JsonValue"], None
]


class Unset:
    """What is left out of a request, or was left out of an answer; false, and not the same as null."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()
