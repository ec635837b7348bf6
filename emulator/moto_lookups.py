"""What moto looks up anew at every request, and never changes: the names of its services and of their operations."""

from functools import cache
from typing import Any

from moto import backends
from moto.core import responses
from moto.core.utils import method_names_from_class


def look_up_once() -> None:
    packages: Any = backends
    names = tuple(backends.list_of_moto_modules())
    packages.list_of_moto_modules = lambda: names
    handlers: Any = responses
    handlers.method_names_from_class = cache(method_names_from_class)
