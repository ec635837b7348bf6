"""What a client sent into the text that is kept, searched and cited: one row a media type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.documents.document import MediaType
from handlers.ingestion.cleaning import cleaned
from handlers.ingestion.decoding import decoded
from handlers.ingestion.failures import has_no_text, too_large
from handlers.ingestion.limits import MOST_CHARACTERS, MOST_SOURCE_BYTES
from handlers.runs.run import Failure


@dataclass(frozen=True, slots=True)
class Extracted:
    """`text` is Markdown where the source was Markdown or HTML. Newlines are \\n; it is not blank."""

    text: str


def _html(source: bytes) -> str | Failure:
    from handlers.ingestion.html import text_of_html  # noqa: PLC0415 - its library is loaded for HTML alone

    return text_of_html(source)


def _pdf(source: bytes) -> str | Failure:
    from handlers.ingestion.pdf import text_of_pdf  # noqa: PLC0415 - its library is loaded for PDF alone

    return text_of_pdf(source)


READERS: Mapping[MediaType, Callable[[bytes], str | Failure]] = {
    MediaType.TEXT: decoded,
    MediaType.MARKDOWN: decoded,
    MediaType.HTML: _html,
    MediaType.PDF: _pdf,
}


def extract(source: bytes, media_type: MediaType) -> Extracted | Failure:
    if len(source) > MOST_SOURCE_BYTES:
        return too_large("The document has", len(source), "bytes", MOST_SOURCE_BYTES)
    read = READERS[media_type](source)
    if isinstance(read, Failure):
        return read
    text = cleaned(read)
    if len(text) > MOST_CHARACTERS:
        return too_large("The document's text has", len(text), "characters", MOST_CHARACTERS)
    if not text.strip():
        return has_no_text(
            f"No text is left of the {len(source):,} bytes sent as {media_type}. Send one with text in it."
        )
    return Extracted(text)
