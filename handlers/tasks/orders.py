"""What a client asks for, one dataclass a task. The contract's schema has been checked before one is made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Embed:
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classify:
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    query: str
    documents: tuple[str, ...]
    limit: int | None


@dataclass(frozen=True, slots=True)
class Summarize:
    text: str
    sentences: int


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    context: str


Order = Embed | Classify | Rank | Summarize | Answer
