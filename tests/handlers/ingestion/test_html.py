"""HTML into Markdown: what survives, what is left out, and pages made to break their reader."""

import pytest

from handlers.documents.document import MediaType
from handlers.ingestion.extraction import Extracted, extract
from handlers.runs.run import Failure

PAGE = """<!doctype html>
<html lang="en"><head><title>Bridge</title><style>p { color: red }</style><script>alert("no")</script></head>
<body>
<nav><a href="/">Home menu</a></nav>
<main>
<h1>The <em>old</em> bridge</h1>
<p>It was closed &amp; repaired. <a href="https://example.com/report">The report</a> says why.</p>
<h2>Repairs</h2>
<ul><li>new cables<ul><li>of steel</li></ul></li><li>new paint</li></ul>
<table><tr><th>Week</th><th>Work</th></tr><tr><td>1</td><td>cables</td></tr></table>
<pre><code># not a heading</code></pre>
<img src="data:image/png;base64,AAAA" alt=""><noscript>Enable scripts</noscript>
<form><label>Name</label><input name="n"><button>Send</button></form>
</main></body></html>"""


def text_of(page: str | bytes) -> str:
    extracted = extract(page if isinstance(page, bytes) else page.encode(), MediaType.HTML)
    assert isinstance(extracted, Extracted), extracted
    return extracted.text


def failure_of(page: str | bytes) -> Failure:
    failure = extract(page if isinstance(page, bytes) else page.encode(), MediaType.HTML)
    assert isinstance(failure, Failure), failure
    return failure


@pytest.mark.parametrize(
    "kept",
    [
        "# The *old* bridge\n",
        "## Repairs\n",
        "closed & repaired. [The report](https://example.com/report)",
        "- new cables\n  * of steel\n- new paint",
        "| Week | Work |\n| --- | --- |\n| 1 | cables |",
        "```\n# not a heading\n```",
    ],
)
def test_structure_survives_as_markdown(kept: str) -> None:
    assert kept in text_of(PAGE)


@pytest.mark.parametrize("left_out", ["alert", "color", "Home menu", "Enable scripts", "Send", "base64", "<"])
def test_scripts_styles_menus_forms_and_images_are_left_out(left_out: str) -> None:
    assert left_out not in text_of(PAGE)


@pytest.mark.parametrize(
    "page",
    [
        '<meta charset="windows-1252"><p>naïve café</p>'.encode("cp1252"),
        '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"><p>naïve café</p>'.encode("latin-1"),
        '<meta charset="windows-1252"><p>naïve café</p>'.encode(),
        "<p>naïve café</p>".encode(),
        "<p>naïve café</p>".encode("utf-8-sig"),
    ],
)
def test_the_encoding_is_utf_8_or_the_one_that_the_page_names(page: bytes) -> None:
    assert text_of(page) == "naïve café\n"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"<p>caf\xe9</p>", "not UTF-8"),
        (b'<meta charset="utf-8"><p>caf\xe9</p>', "not UTF-8"),
        (b'<meta charset="zip"><p>caf\xe9</p>', '"zip", which is not read'),
        (b'<meta charset="windows-1252"><p>caf\x81</p>', "(0x81) is not in it"),
    ],
)
def test_another_encoding_is_refused(page: bytes, said: str) -> None:
    failure = failure_of(page)

    assert failure.slug == "unreadable-document"
    assert said in failure.detail


@pytest.mark.parametrize("tag", ["div", "b", "span", "table><tr><td", "section><p"])
def test_deep_nesting_is_refused(tag: str) -> None:
    failure = failure_of(f"<{tag}>" * 100_000 + "text")

    assert failure.slug == "unreadable-document"
    assert "nested deeper than 256" in failure.detail


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<blockquote>" * 1000 + "a<br>" * 20_000, "nests 1,000"),
        ("<ul><li>" * 100 + "<li>a" * 20_000, "nests 100"),
        ("<i>" * 100_000 + "<p>a", "nests 100,000"),
        ("<blockquote>" * 32 + "<pre>" + "a\n" * 700_000, "lines within lists and quotations"),
        ("<table><tr>" + "<td>a" * 5000 + "<tr><td>b" * 20_000, "cells in rows as wide as the widest"),
        ("<table><tr><td colspan=999999999>a" + "<tr><td>b" * 20_000, "cells in rows as wide as the widest"),
        ("<p>a" * 500_001, "500,001 elements"),
    ],
)
def test_a_page_whose_markdown_would_be_many_times_as_long_is_refused(page: str, said: str) -> None:
    failure = failure_of(page)

    assert failure.slug == "document-too-large"
    assert said in failure.detail


@pytest.mark.parametrize(
    "page",
    ["< " * 100_000 + "end", "&" * 100_000 + "end", "<p " + "a=b " * 100_000 + ">end", "<!-- x -->" * 50_000 + "end"],
    ids=lambda page: page[:5],
)
def test_malformed_pages_are_read(page: str) -> None:
    assert text_of(page).rstrip().endswith("end")


def test_a_page_with_nothing_to_read_has_no_text() -> None:
    assert failure_of("<script>only()</script><nav>menu</nav>").slug == "document-has-no-text"
