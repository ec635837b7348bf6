"""Breaking or compatible: what differs between the document that clients have and the one that they are to get.

The rules are pure and stand in tables; openapi-diff is asked beside them. README.md here says what is judged how.
"""

from comparison.change import Change, Verdict
from comparison.changelog import entry, with_entry
from comparison.comparing import Finding, Tool, compare
from comparison.openapi_diff import ToolError, openapi_diff
from comparison.published import changelog, edition_of, read_published
from comparison.versions import Refusal, refusals

__all__ = [
    "Change",
    "Finding",
    "Refusal",
    "Tool",
    "ToolError",
    "Verdict",
    "changelog",
    "compare",
    "edition_of",
    "entry",
    "openapi_diff",
    "read_published",
    "refusals",
    "with_entry",
]
