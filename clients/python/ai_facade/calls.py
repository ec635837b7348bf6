"""An operation that is about to be called, as data: what is sent, and how its answer is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import httpx

from .types import JsonValue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """`path` begins with a slash and is appended to the stage's URL; `secured` calls carry a token.

    `read` makes the result of an answer of status 2XX.
    """

    method: str
    path: str
    secured: bool
    read: Callable[[httpx.Response], T]
    params: Mapping[str, str | int | float | bool]
    headers: Mapping[str, str]
    json: JsonValue = None
