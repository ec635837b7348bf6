"""Guides: Markdown to HTML. Code blocks that follow each other in several languages become one choice of language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

LANGUAGES = {"sh": "curl", "python": "Python", "typescript": "TypeScript"}
_ORDER = re.compile(r"^\d+-")
_CODE = Markup(
    '<div class="code" data-language="{language}"><p class="language">{label}</p>'
    '<pre tabindex="0" aria-label="{label}"><code>{text}</code></pre></div>\n'
)


@dataclass(frozen=True, slots=True)
class Guide:
    """`slug` is the file's name without the number that it is ordered by, and where links lead."""

    slug: str
    title: str
    html: Markup


def read_guides(folder: Path) -> tuple[Guide, ...]:
    """In the order of the files' names; 10 comes after 9."""
    return tuple(_guide(file) for file in sorted(folder.glob("*.md"), key=_place))


def _place(file: Path) -> tuple[int, str]:
    number = _ORDER.match(file.name)
    return (int(number[0][:-1]) if number else 0, file.name)


def _guide(file: Path) -> Guide:
    """A guide begins with its title, as a heading of the first level."""
    slug = _ORDER.sub("", file.stem)
    tokens = _markdown().parse(file.read_text(encoding="utf-8"))
    if len(tokens) < 3 or tokens[0].tag != "h1":
        raise ValueError(f"{file.name} does not begin with a heading of the first level")
    return Guide(slug, tokens[1].content, Markup("").join(_rendered(_below(tokens[3:]))))


def _below(tokens: Sequence[Token]) -> Iterator[Token]:
    """Headings one level down: the page has guides at the second level, below its own."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        yield token


def _rendered(tokens: Iterator[Token]) -> Iterator[Markup]:
    renderer, options = _markdown().renderer, _markdown().options
    for is_code, run in groupby(tokens, key=lambda token: token.type == "fence" and token.info in LANGUAGES):
        together = list(run)
        if is_code:
            yield from map(_tabs, _choices(together))
        else:
            # Made by a renderer that escapes, of Markdown in which no HTML is let through.
            yield Markup(renderer.render(together, options, {}))  # noqa: S704 - as the line above says


def _choices(blocks: Sequence[Token]) -> Iterator[list[Token]]:
    """A language that comes again begins another choice."""
    choice: list[Token] = []
    for block in blocks:
        if block.info in {each.info for each in choice}:
            yield choice
            choice = []
        choice.append(block)
    yield choice


def _tabs(choice: Sequence[Token]) -> Markup:
    codes = Markup("").join(
        _CODE.format(language=block.info, label=LANGUAGES[block.info], text=block.content) for block in choice
    )
    return codes if len(choice) == 1 else Markup('<div class="languages">\n{}</div>\n').format(codes)


@cache
def _markdown() -> MarkdownIt:
    """No HTML of an author's own; links to what is not a page, such as `javascript:`, stay text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("fence", _plain_code)
    return markdown


def _plain_code(_renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    """Of what is no example in a language: an answer, a line of a header."""
    text = escape(tokens[index].content)
    return f'<div class="code"><pre tabindex="0" aria-label="Text"><code>{text}</code></pre></div>\n'
