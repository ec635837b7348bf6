"""What a client sent into text: encodings, characters and sizes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import load
from handlers.documents.document import MediaType
from handlers.ingestion import extraction
from handlers.ingestion.extraction import Extracted, extract
from handlers.ingestion.limits import MOST_SOURCE_BYTES
from handlers.runs.run import Failure

AUTHORED = Path(__file__).parents[3] / "openapi.yaml"


def text_of(source: bytes, media_type: MediaType = MediaType.TEXT) -> str:
    extracted = extract(source, media_type)
    assert isinstance(extracted, Extracted), extracted
    return extracted.text


def failure_of(source: bytes, media_type: MediaType = MediaType.TEXT) -> Failure:
    failure = extract(source, media_type)
    assert isinstance(failure, Failure), failure
    return failure


def test_every_media_type_is_read() -> None:
    assert set(extraction.READERS) == set(MediaType)


def test_markdown_is_kept_as_it_is() -> None:
    source = "# Zoë\n\n* one\n\t* two\n\n```\ncode\n```\n"

    assert text_of(source.encode(), MediaType.MARKDOWN) == source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (b"a\r\nb\rc\nd", "a\nb\nc\nd"),
        (b"\xef\xbb\xbfmarked", "marked"),
        (b"a\x00b\x07c\td", "abc\td"),
        ("page\x0cpage\u2028line\x85line".encode(), "page\npage\nline\nline"),
        ("a\ufeffb\uffffc".encode(), "abc"),
        ("日本語 😀 naïve".encode(), "日本語 😀 naïve"),
    ],
)
def test_newlines_are_one_kind_and_control_characters_are_gone(source: bytes, text: str) -> None:
    assert text_of(source) == text


@settings(deadline=None)  # the first PDF loads its library
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@pytest.mark.parametrize("media_type", list(MediaType))
def test_any_bytes_are_text_without_controls_or_a_failure_with_a_reason(media_type: MediaType, source: bytes) -> None:
    extracted = extract(source, media_type)

    if isinstance(extracted, Failure):
        assert extracted.slug in {"unreadable-document", "document-has-no-text"}
        assert extracted.detail.endswith(".")
    else:
        assert extracted.text.strip()
        assert not any(character < " " and character not in "\n\t" for character in extracted.text)
        extracted.text.encode()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"caf\xe9 au lait", "byte 3 (0xE9)"),
        ("text".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\xff\xfe", "not UTF-8"),
    ],
)
def test_another_encoding_is_refused_with_its_place(source: bytes, said: str) -> None:
    failure = failure_of(source)

    assert failure.slug == "unreadable-document"
    assert said in failure.detail
    assert "Save it as UTF-8" in failure.detail


@pytest.mark.parametrize("source", [b"", b" \n\t\r\n", b"\x00\x01", b"\xef\xbb\xbf", "\u3000\u2029".encode()])
@pytest.mark.parametrize("media_type", [MediaType.TEXT, MediaType.MARKDOWN, MediaType.HTML])
def test_a_blank_document_has_no_text(media_type: MediaType, source: bytes) -> None:
    assert failure_of(source, media_type).slug == "document-has-no-text"


def test_too_many_bytes_are_refused_with_their_number_and_the_limit() -> None:
    failure = failure_of(bytes(52_428_801))

    assert failure.slug == "document-too-large"
    assert "52,428,801 bytes" in failure.detail
    assert "52,428,800" in failure.detail


def test_the_largest_upload_that_the_contract_takes_is_not_too_large() -> None:
    upload = load(AUTHORED).root["components"]["schemas"]["NewUpload"]

    assert upload["properties"]["bytes"]["maximum"] == MOST_SOURCE_BYTES


def test_too_much_text_is_refused_with_its_length_and_the_limit() -> None:
    failure = failure_of("é".encode() * 5_000_001)

    assert failure.slug == "document-too-large"
    assert "5,000,001 characters" in failure.detail
    assert "5,000,000" in failure.detail


def test_the_longest_text_is_read() -> None:
    assert len(text_of(b"a" * 5_000_000)) == 5_000_000
