"""Whose tokens the suite calls with: they come from the environment, and are shown to nobody."""

import os
from enum import StrEnum


class Caller(StrEnum):
    """The environment variable that holds the caller's token."""

    TEAM = "API_KEY"
    """The team that is tested with: it may call everything."""
    PEER = "PEER_API_KEY"
    """Another team, that may call about as much; neither may see what is the other's."""
    READER = "READER_API_KEY"
    """A team that lacks some of the scopes."""
    NARROW = "NARROW_API_KEY"
    """A team's token that was asked for with one scope alone."""
    TRIAL = "TRIAL_API_KEY"
    """A team whose rate is low enough to be reached."""
    NOBODY = ""
    """No token at all."""


def token_of(caller: Caller) -> str | None:
    return os.environ.get(caller.value) or None if caller.value else None


_given: set[str] = set()


def give(token: str) -> None:
    """It came on the command line, and is shown to nobody either."""
    _given.add(token)


def known_tokens() -> dict[str, str]:
    """By token, the variable that it came from, or that it would be in."""
    named = {token: caller.value for caller in Caller if (token := token_of(caller))}
    return {**dict.fromkeys(_given, Caller.TEAM.value), **named}
