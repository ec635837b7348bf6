"""What a comparison tells: changes, each with a verdict and a sentence for whoever calls the API."""

from dataclasses import dataclass
from enum import IntEnum

RULES = "rules"
TOOL = "openapi-diff"


class Verdict(IntEnum):
    """In the order of semantic versioning: what a text asks for is a patch, what breaks asks for a major version."""

    TEXT = 1
    COMPATIBLE = 2
    BREAKING = 3


@dataclass(frozen=True, slots=True)
class Change:
    """`pointer` is of the later document, or of the earlier one for what is gone. `operation` is `GET /path`, or empty
    for what belongs to the whole document; `where` is the part of it, such as `the request body`. `kind` is the rule's
    name. `sunset` is the date, as YYYY-MM-DD, that the
    earlier document announced for what changed; empty where it announced none.
    """

    pointer: str
    operation: str
    kind: str
    verdict: Verdict
    sentence: str
    where: str = ""
    found_by: str = RULES
    sunset: str = ""
