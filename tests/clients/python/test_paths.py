"""Values in paths."""

from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.python.ai_facade.paths import path_value

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text not in {".", ".."})


@given(TEXTS)
def test_a_value_stays_one_segment_and_comes_back_whole(text: str) -> None:
    url = httpx.URL(f"https://stage.test/models/{path_value(text)}")

    assert url.raw_path.count(b"/") == 2
    assert unquote(url.raw_path.decode().rpartition("/")[2]) == text


@pytest.mark.parametrize("text", ["", ".", "..", "a/../../documents", "a//b", "/a", "a/."])
def test_what_would_lead_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a path"):
        path_value(text, slashes=True)


def test_a_path_of_its_own_keeps_its_slashes() -> None:
    assert path_value("v1/chat completions", slashes=True) == "v1/chat%20completions"
