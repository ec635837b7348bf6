"""What can be exercised of a contract: points, of which each is counted by itself."""

from dataclasses import dataclass
from enum import StrEnum

PRODUCED = "produced"


class Kind(StrEnum):
    CALL = "calls"
    PARAMETER = "parameters"
    """Parameters and the body as a whole: valid, invalid, left out."""
    KEYWORD = "keywords"
    """Keywords of request schemas: met, at the bound, violated."""
    RESPONSE = "responses"
    """Statuses, media types, headers."""
    ANSWER = "answers"
    """What of the schemas of answers was seen: properties, null, values of enums, branches."""
    LINK = "links"


@dataclass(frozen=True, slots=True)
class Point:
    """`operation` is its id; `place` is where in it, `what` is to be done there, or to be seen."""

    operation: str
    kind: Kind
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"
