"""Puts what this package has into moto's classes: moto has no setting for any of it."""

from functools import cache

from emulator.cognito.app_clients import check_app_clients
from emulator.cognito.operations import add_operations


@cache
def extend_cognito() -> None:
    add_operations()
    check_app_clients()
