"""Why a document cannot be ingested: each a sentence on what is wrong, where, and how to mend it."""

from handlers.runs.run import Failure

IN_PARTS = "Send it as several documents."


def unreadable(detail: str) -> Failure:
    return Failure("unreadable-document", "The document cannot be read", detail)


def too_large(subject: str, found: int, unit: str, limit: int, mend: str = IN_PARTS) -> Failure:
    """`subject` ends with its verb: "The document has" 7 "pages"."""
    detail = f"{subject} {found:,} {unit}; at most {limit:,} are read. {mend}"
    return Failure("document-too-large", "The document is too large", detail)


def has_no_text(detail: str) -> Failure:
    return Failure("document-has-no-text", "The document has no text", detail)


def unsupported_language(detail: str) -> Failure:
    return Failure("unsupported-language", "The document's language is not read here", detail)
