"""Patterns of policies."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.wildcards import is_arn_match, is_match

ARN = "arn:aws:execute-api:eu-west-1:123456789012:abc123/dev/GET/pets/7"


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "", True),
        ("", "", True),
        ("", "a", False),
        ("?", "", False),
        ("?", "a", True),
        ("a*c", "abbbc", True),
        ("a*c", "abbb", False),
        ("*a*a*", "banana", True),
        ("a?c", "a*c", True),
        ("arn:aws:execute-api:*:*:abc123/dev/GET/*", ARN, True),
        ("arn:aws:execute-api:*:*:abc123/*/GET/pets/?", ARN, True),
        ("arn:aws:execute-api:*:*:abc123/prod/*", ARN, False),
    ],
)
def test_a_star_stands_for_anything_and_a_question_mark_for_one_character(
    pattern: str, text: str, expected: bool
) -> None:
    assert is_match(pattern, text) is expected


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_patterns_mean_what_they_mean_as_regular_expressions(pattern: str, text: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)

    assert is_match(pattern, text) is (re.fullmatch(expression, text, re.DOTALL) is not None)


def test_many_stars_take_no_time() -> None:
    assert not is_match("*a" * 250 + "b", "a" * 1600)


def test_a_star_does_not_span_the_parts_of_an_arn() -> None:
    assert is_arn_match("arn:aws:execute-api:*:*:abc123/*", ARN)
    assert not is_arn_match("arn:*:abc123/*", ARN)


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("a:b:c:d:e:x/*/z", True),
        ("a:b:c:d:e:x/y/?", True),
        ("a:*:c:d:e:*", True),
        ("a:b:c:d:e:x/y/z*", True),
        ("a:*", False),
        ("a:b:c:d:e:x/?/?/z", False),
        ("a:b:c:d:e:x/y", False),
        ("a:b:c:d:e:" + "*x" * 200, False),
    ],
)
def test_stars_and_question_marks_stay_within_their_part(pattern: str, matched: bool) -> None:
    assert is_arn_match(pattern, "a:b:c:d:e:x/y/z") is matched
