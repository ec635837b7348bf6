"""Regular expressions that an API's author wrote, for text that its callers send: matching is bounded in time.

They are Java's on AWS. The engine here knows what those may hold (lookaround, possessive quantifiers, intersections of
character classes), which one that matches in linear time cannot.
"""

import math
import re
from dataclasses import dataclass

import regex

from emulator.data_plane.errors import CompileError

_SECONDS = 0.05
# Repetitions of repetitions are unfolded when a pattern is compiled.
_MAX_REPETITIONS = 10_000
_REPETITION = re.compile(r"\{(\d+)(?:,(\d*))?\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    compiled: "regex.Pattern[str]"

    def matches(self, text: str) -> bool:
        """Whether the whole text is as the pattern says. What takes too long to find out does not match."""
        try:
            return self.compiled.fullmatch(text, timeout=_SECONDS) is not None
        except TimeoutError:
            return False


def compile_pattern(text: str) -> Pattern:
    """Raises CompileError, with a sentence, for what is no regular expression or repeats too often."""
    counts = [max(map(int, filter(None, found.groups()))) for found in _REPETITION.finditer(text)]
    if math.prod(filter(None, counts)) > _MAX_REPETITIONS:
        raise CompileError(f"The pattern {text!r} asks for more than {_MAX_REPETITIONS} repetitions.")
    try:
        return Pattern(regex.compile(text, regex.V1 | regex.ASCII))
    except (regex.error, OverflowError, RecursionError) as error:
        raise CompileError(f"The pattern {text!r} is not a regular expression: {error}.") from error
