"""Patterns of an API's author: Java's, and matched within a bound."""

import pytest

from emulator.data_plane.errors import CompileError
from emulator.data_plane.patterns import compile_pattern


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        pytest.param(r"2\d{2}", "200", True, id="a status"),
        pytest.param(r"2\d{2}", "2000", False, id="the whole text"),
        pytest.param(r".*Not Found.*", "1: Not Found\n", False, id="a dot is no line end"),
        pytest.param(r"(.|\n)*Not Found(.|\n)*", "1:\nNot Found\n", True, id="line ends as AWS has them written"),
        pytest.param(r"(?s).*Not Found.*", "1:\nNot Found\n", True, id="flags in the pattern"),
        pytest.param(r"^(?!Error).*", "Error 1", False, id="lookahead"),
        pytest.param(r"^(?!Error).*", "fine", True, id="lookahead that holds"),
        pytest.param(r"a*+b", "aab", True, id="possessive"),
        pytest.param(r"[a-z&&[^b]]+", "abc", False, id="intersection"),
        pytest.param(r"\d+", "٣", False, id="digits are those of ASCII"),
        pytest.param(r"\d{3}-\d{2}-\d{4}", "123-45-6789", True, id="counts side by side"),
    ],
)
def test_pattern_is_read_as_java_reads_it(pattern: str, text: str, matches: bool) -> None:
    assert compile_pattern(pattern).matches(text) is matches


@pytest.mark.parametrize("pattern", ["(x+x+)+y", "(?=(x+x+)+y)x", "(x|xx)*(x|xx)*(x|xx)*y"])
def test_pattern_that_would_not_end_does_not_match(pattern: str) -> None:
    assert compile_pattern(pattern).matches("x" * 10_000) is False


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "a{2,1}", "a{3000000000}", "((a{1000}){1000}){1000}", "a{0,99999}", "*"]
)
def test_pattern_that_cannot_be_compiled_says_so(pattern: str) -> None:
    with pytest.raises(CompileError, match="pattern"):
        compile_pattern(pattern)
