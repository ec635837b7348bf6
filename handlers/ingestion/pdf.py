"""The text of a PDF, page by page.

A PDF is a program, and pypdf interprets it in Python: a small file may take hours. Every operation looks at the clock;
between two of them pypdf's own limits hold.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from time import monotonic
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from handlers.ingestion.failures import has_no_text, too_large, unreadable
from handlers.ingestion.limits import MOST_CHARACTERS
from handlers.runs.run import Failure

MOST_PAGES = 5_000
MOST_SECONDS = 60
MOST_STREAM_PARTS = 1_000_000  # operators and operands of a content stream: about 5 s of parsing
MOST_STREAM_BYTES = 20_000_000  # of a stream once it is decompressed
PAGES_APART = "\n\n"
TOO_COMPLEX = (
    f"Reading the PDF takes more than {MOST_SECONDS} seconds, or one of its parts has more than {MOST_STREAM_PARTS:,} "
    f"operations or {MOST_STREAM_BYTES:,} bytes. Send it as several documents, or its text as text/plain."
)


def text_of_pdf(source: bytes, clock: Callable[[], float] = monotonic) -> str | Failure:
    """`clock` is in seconds, from whenever."""
    limits = apply_configuration(
        array_based_stream_maximum_output_length=MOST_STREAM_BYTES,
        lzw_maximum_output_length=MOST_STREAM_BYTES,
        run_length_maximum_output_length=MOST_STREAM_BYTES,
        stream_parsing_work_maximum_count=MOST_STREAM_PARTS,
        zlib_maximum_output_length=MOST_STREAM_BYTES,
    )
    with limits, _silence():
        try:
            return _read(source, clock)
        except LimitReachedError:
            return Failure("document-too-large", "The document is too large", TOO_COMPLEX)
        except Exception:  # noqa: BLE001 - "broken PDF files might cause other Exceptions", says pypdf.errors
            return unreadable("The file is damaged or no PDF. Open it in a reader, save it again as PDF and send that.")


@contextmanager
def _silence() -> Iterator[None]:
    """pypdf logs a line for each thing that it mends, and a file may have 100,000 of them."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _read(source: bytes, clock: Callable[[], float]) -> str | Failure:
    reader = PdfReader(BytesIO(source), strict=False)
    if not _is_open(reader):
        return unreadable("The PDF is encrypted. Save it without a password and send it again.")
    pages = len(reader.pages)
    if pages > MOST_PAGES:
        return too_large("The PDF has", pages, "pages", MOST_PAGES)
    texts: list[str] = []
    characters = 0
    for text in _page_texts(reader, clock):
        texts.append(text)
        characters += len(text)
        if characters > MOST_CHARACTERS:
            return too_large("The text of the PDF's first pages has", characters, "characters", MOST_CHARACTERS)
    return PAGES_APART.join(text for text in texts if text) or _without_text(pages)


def _is_open(reader: PdfReader) -> bool:
    """Many a PDF is encrypted with an empty password: anyone may read it."""
    try:
        return not reader.is_encrypted or bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError, PyPdfError):
        return False


def _page_texts(reader: PdfReader, clock: Callable[[], float]) -> Iterator[str]:
    end = clock() + MOST_SECONDS

    def look_at_clock(*_operation: Any) -> None:
        if clock() > end:
            raise LimitReachedError("time")

    for page in reader.pages:
        look_at_clock()
        yield page.extract_text(visitor_operand_before=look_at_clock).strip()


def _without_text(pages: int) -> Failure:
    return has_no_text(
        f"No text stands on the PDF's pages, of which it has {pages:,}; they are likely scanned images. "
        "Send one with a text layer, as text recognition (OCR) makes it."
    )
