"""A passage: the part of a document that is embedded, found and cited."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """`start` and `end` count code points of the document's extracted text, and `text` is what stands between them.

    `heading` names the sections that the passage is under, outermost first, joined by " > "; empty if none.
    `tokens` are as the model's tokenizer counts them.
    """

    text: str
    start: int
    end: int
    heading: str
    tokens: int
