"""The Markdown of text widgets, which never becomes HTML of its own."""

import pytest

from emulator.front_page.dashboards.markdown import Block, Inline, read_markdown


def text(words: str) -> list[Inline]:
    return [Inline("text", words)]


def test_headings_paragraphs_and_lists_are_blocks() -> None:
    blocks = read_markdown("# Runs ##\nfirst\nline\n\n- one\n2. two\n### Deep")

    assert blocks == [
        Block("heading", [text("Runs")], 1),
        Block("paragraph", [text("first line")]),
        Block("list", [text("one"), text("two")]),
        Block("heading", [text("Deep")], 3),
    ]


def test_links_code_and_strong_words_are_found() -> None:
    (block,) = read_markdown(
        "See [the docs](https://example.com/a?b=c), `code`, **now** or [button:primary:Go](http://a.b)"
    )

    assert [each for each in block.lines[0] if each.kind != "text"] == [
        Inline("link", "the docs", "https://example.com/a?b=c"),
        Inline("code", "code"),
        Inline("strong", "now"),
        Inline("link", "Go", "http://a.b"),
    ]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", 'https://a"onclick="x', ""]
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    (block,) = read_markdown(f"[go]({url})")

    assert block.lines == [text(f"[go]({url})")]
