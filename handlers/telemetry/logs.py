"""The log: a JSON object a line. Each line of an operation or a step says which, for whom, and of which request or run.

Powertools adds the trace's id by itself, so that a line is found from its trace and the other way round.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from aws_lambda_powertools.logging import Logger


@cache
def logger() -> Logger:
    """Bodies, texts, keys and tokens are never logged: they are the client's."""
    return Logger()


@contextmanager
def logged_with(**fields: object) -> Iterator[None]:
    """What every line has that is logged in here, by this thread."""
    logger().thread_safe_append_keys(**fields)
    try:
        yield
    finally:
        logger().thread_safe_clear_keys()
