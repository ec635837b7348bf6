"""What a task gives back, one dataclass a task. Scores are in [-1, 1]."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the model counts them. `untold` is the most that tries used whose answers never came."""

    input_tokens: int
    output_tokens: int
    untold: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text in code points; `end` is the first one after it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Embedded:
    model: str
    usage: Usage
    vectors: Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Scored:
    """A label or a document, by its place in the request."""

    index: int
    score: float


@dataclass(frozen=True, slots=True)
class Classified:
    """`labels` are in the request's order, `scores` best first."""

    model: str
    usage: Usage
    labels: tuple[str, ...]
    scores: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    model: str
    usage: Usage
    scores: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Summarized:
    """`sentences` are the text's own; none when the model wrote its own words."""

    model: str
    usage: Usage
    summary: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """`answer` and `citation` are both there or both absent: what cannot be cited is not answered."""

    model: str
    usage: Usage
    score: float
    answer: str | None
    citation: Span | None


Result = Embedded | Classified | Ranked | Summarized | Answered
