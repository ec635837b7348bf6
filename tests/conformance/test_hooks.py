import re

import pytest
import schemathesis

from conformance.hooks import KEY, before_call
from tests.conformance.fake_api import FakeApi, stage_of


def sent(headers: dict[str, str]) -> dict[str, str]:
    """The headers of a request once the hook has seen it."""
    case = stage_of(FakeApi(), "createThing").case
    case.headers.update(headers)
    before_call(schemathesis.HookContext(), case, {})
    return dict(case.headers)


@pytest.mark.parametrize("name", ["transfer-encoding", "Connection", "Content-Length", "HOST", "upgrade"])
def test_a_header_of_the_connection_is_not_made_up(name: str) -> None:
    assert name not in sent({name: "if", "X-Other": "1"})


def test_other_headers_are_sent_as_they_are() -> None:
    assert sent({"X-Other": "1", "J*AB": "077"}) == {"X-Other": "1", "J*AB": "077"}


def test_a_key_that_comes_again_creates_anew() -> None:
    first, second = (sent({KEY: "same"})[KEY] for _ in range(2))

    assert first != second
    assert all(re.fullmatch(r"same-[0-9a-f-]{36}", each) for each in (first, second))


@pytest.mark.parametrize("key", ["", "two words", "x" * 201])
def test_a_key_that_is_to_be_refused_is_left_as_it_is(key: str) -> None:
    assert sent({KEY: key})[KEY] == key
