"""What is known of a document once it is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """`characters` are code points of the extracted text; `language` as for a document."""

    characters: int
    tokens: int
    passages: int
    language: str | None
