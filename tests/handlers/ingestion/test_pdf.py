"""PDF into text, and files that are no PDF, are locked, are scans, or were made to keep their reader busy."""

import logging
from itertools import count

import pytest

from handlers.documents.document import MediaType
from handlers.ingestion.extraction import Extracted, extract
from handlers.ingestion.pdf import MOST_SECONDS, text_of_pdf
from handlers.runs.run import Failure
from tests.handlers.ingestion.pdfs import pdf, pdf_of_streams


def failure_of(source: bytes) -> Failure:
    failure = extract(source, MediaType.PDF)
    assert isinstance(failure, Failure), failure
    return failure


def test_pages_are_joined_by_blank_lines() -> None:
    source = pdf(["The bridge is closed.\nA ferry runs.", "", "Repairs take three weeks."])

    assert extract(source, MediaType.PDF) == Extracted(
        "The bridge is closed.\nA ferry runs.\n\nRepairs take three weeks."
    )


def test_an_empty_password_locks_nothing() -> None:
    assert extract(pdf(["Open to all."], password=""), MediaType.PDF) == Extracted("Open to all.")


def test_a_locked_file_is_refused() -> None:
    failure = failure_of(pdf(["Secret."], password="x"))

    assert failure.slug == "unreadable-document"
    assert "encrypted" in failure.detail


@pytest.mark.parametrize(
    "source",
    [b"", b"hello", b"%PDF-1.7\n", pdf(["Cut."])[:400], b"%PDF-1.7\n" + b"1 0 obj\n<<" * 10_000],
    ids=["empty", "text", "header", "cut", "open"],
)
def test_a_damaged_file_is_refused(source: bytes) -> None:
    failure = failure_of(source)

    assert failure.slug == "unreadable-document"
    assert "damaged" in failure.detail


def test_pages_without_text_are_likely_scans() -> None:
    failure = failure_of(pdf(["", ""]))

    assert failure.slug == "document-has-no-text"
    assert "scanned" in failure.detail


def test_too_many_pages_are_refused() -> None:
    failure = failure_of(pdf_of_streams([b""] * 5001))

    assert failure.slug == "document-too-large"
    assert "5,001 pages; at most 5,000" in failure.detail


@pytest.mark.parametrize(
    "stream", [b" " * 20_000_001, b"BT /F1 12 Tf [" + b"(a) " * 1_000_001 + b"] TJ ET"], ids=["bytes", "operands"]
)
def test_a_small_file_with_a_huge_part_is_refused(stream: bytes) -> None:
    source = pdf_of_streams([stream])
    assert len(source) < 100_000

    assert failure_of(source).slug == "document-too-large"


def test_reading_stops_after_a_time() -> None:
    seconds = count(step=MOST_SECONDS // 3)

    failure = text_of_pdf(pdf(["One.", "Two."]), clock=lambda: next(seconds))

    assert isinstance(failure, Failure)
    assert failure.slug == "document-too-large"
    assert "60 seconds" in failure.detail


def test_halves_of_surrogate_pairs_are_left_out() -> None:
    unicode_map = b"\xd8\x3d"

    text = extract(pdf_of_streams([b"BT /F1 12 Tf 50 700 Td (a" + unicode_map + b"b) Tj ET"]), MediaType.PDF)

    assert isinstance(text, Extracted)
    text.text.encode()


def test_a_file_cannot_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        failure_of(pdf_of_streams([b"<<" * 1000]))

    assert not [record for record in caplog.records if record.name.startswith("pypdf")]
