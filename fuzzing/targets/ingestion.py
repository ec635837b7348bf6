"""Handlers: documents of every kind, as clients send them."""

from collections.abc import Sequence

from fuzzing.target import Check, Target, Targets
from handlers.documents.document import MediaType
from handlers.ingestion.cleaning import UNWANTED
from handlers.ingestion.extraction import Extracted, extract
from handlers.ingestion.headings import sections
from handlers.ingestion.language import language_of
from handlers.ingestion.splitting import split
from handlers.runs.run import Failure
from tests.handlers.ingestion.pdfs import pdf

_MOST_TOKENS = 20


class _Words:
    """A counter of tokens as cheap as it can be: four code points are one."""

    def count(self, texts: Sequence[str]) -> Sequence[int]:
        return [len(text) // 4 + 1 for text in texts]


def _reading(media_type: MediaType) -> Check:
    def check(data: bytes) -> None:
        read = extract(data, media_type)
        if isinstance(read, Extracted):
            assert read.text.strip()
            assert not UNWANTED.search(read.text)
            read.text.encode()
        else:
            _assert_told(read)

    return check


def _check_text(data: bytes) -> None:
    _reading(MediaType.TEXT)(data)
    read = extract(data, MediaType.TEXT)
    if isinstance(read, Extracted):
        language = language_of(read.text, frozenset({"en", "de"}))
        assert language is None or isinstance(language, Failure) or language in {"en", "de"}


def _check_splitting(data: bytes) -> None:
    """The first byte tells the kind of text."""
    media_type = MediaType.MARKDOWN if data[:1] > b"A" else MediaType.TEXT
    read = extract(data[1:], MediaType.TEXT)
    if isinstance(read, Failure):
        return
    text = read.text
    found = sections(text)
    assert [part.start for part in found] == [0, *(part.end for part in found[:-1])]
    assert found[-1].end == len(text)

    passages = split(text, media_type, _Words(), _MOST_TOKENS)

    assert not isinstance(passages, Failure), passages
    end = 0
    for passage in passages:
        assert end <= passage.start < passage.end
        assert not text[end : passage.start].strip(), "words are lost"
        assert passage.text == text[passage.start : passage.end]
        end = passage.end
    assert not text[end:].strip(), "words at the end are lost"


def _assert_told(failure: Failure) -> None:
    assert failure.detail.endswith(".")
    assert len(failure.detail) <= 500
    failure.detail.encode()


_MARKDOWN = (
    b"# One\n\nA text. Another one.\n\n## Two\n\n```\n# code\n```\n\nHead\n====\n\n- a\n- b\n\n"
    b"| a | b |\n|---|---|\n| 1 | 2 |\n"
)
_PAGE = (
    b'<!doctype html><meta charset="iso-8859-1"><title>t</title><h1>A</h1><nav>x</nav><ul><li>a<li>b</ul>'
    b'<table><tr><td colspan="2">a</table><pre>x\n y</pre><blockquote><p>q</blockquote><a href="b">c</a><br>\xe9'
)

TARGETS: Targets = {
    "texts": Target(
        "text without unwanted characters and its language, or why not",
        lambda: _check_text,
        (b"A text.", "Ein längerer Text, der lang genug ist, um eine Sprache zu haben, und zwar Deutsch.".encode()),
        (b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"https://", b"]("),
    ),
    "html": Target(
        "Markdown, or why not",
        lambda: _reading(MediaType.HTML),
        (_PAGE, b"<p>a</p>", b"<dl><dt>a<dd>b</dl><svg><script>1</script></svg><math>"),
        (
            *b"""
            <ul> <li> <table> <tr> <td <pre> <!-- <![CDATA[ &#x0; </ <template> <em> <i> <blockquote> <svg> <sup>
            """.split(),
            b' colspan="99"',
            b'<meta charset="',
            b"<ol start=",
        ),
    ),
    "pdf": Target(
        "text, or why not",
        lambda: _reading(MediaType.PDF),
        (pdf(["A page.\nAnother line."]), pdf(["one", "two"], password="")),
        (
            *b"""
            obj endobj endstream xref trailer startxref /Pages /Kids /Count /Filter /FlateDecode /LZWDecode
            /ASCII85Decode /Prev /ObjStm /Encrypt /ToUnicode /Length %PDF-1.7
            """.split(),
            b"stream\n",
            b" 0 R",
            b"BT ",
            b" Tj",
        ),
        longest=8192,
        seconds=90,
    ),
    "splitting": Target(
        "passages in order that together have all that is not white space",
        lambda: _check_splitting,
        (b"M" + _MARKDOWN, b"A" + _MARKDOWN, b"M---\na: b\n---\n# x\n~~~\n", "AÄöü。文字。 x".encode()),
        (
            *b"""
            ``` ~~~ | [a](b) \\ \xe3\x80\x82
            """.split(),
            b"\n\n",
            b"# ",
            b"###### ",
            b"---\n",
            b"===\n",
            b"> ",
            b"1. ",
        ),
    ),
}
