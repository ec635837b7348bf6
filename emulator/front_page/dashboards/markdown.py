"""The part of Markdown that text widgets are mostly made of, as blocks. Pure; never HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(.*)")
# [text](https://…), `code` and **strong**; AWS has buttons too, which are links: [button:primary:text](https://…).
_INLINE = re.compile(
    r"\[(?:button:(?:primary:)?)?(?P<link>[^\[\]]{1,200})\]\((?P<url>https?://[^\s()<>\"]{1,1000})\)"
    r"|`(?P<code>[^`]{1,500})`|\*\*(?P<strong>[^*]{1,500})\*\*"
)


@dataclass(frozen=True, slots=True)
class Inline:
    kind: str  # text, link, code or strong
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of a level, a paragraph, or a list; `lines` are a list's items."""

    kind: str  # heading, paragraph or list
    lines: Sequence[Sequence[Inline]]
    level: int = 0


def read_markdown(text: str) -> Sequence[Block]:
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for kind, group in groupby(text.splitlines(), _kind):
        lines = list(group)
        if kind == "heading":
            for line in lines:
                if found := _HEADING.match(line):
                    yield Block("heading", [_inlines(found[2].rstrip(" \t#"))], len(found[1]))
        elif kind == "list":
            yield Block("list", [_inlines(found[1]) for line in lines if (found := _ITEM.match(line))])
        elif kind == "paragraph":
            yield Block("paragraph", [_inlines(" ".join(line.strip() for line in lines))])


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if _HEADING.match(line):
        return "heading"
    return "list" if _ITEM.match(line) else "paragraph"


def _inlines(text: str) -> Sequence[Inline]:
    found: list[Inline] = []
    place = 0
    for match in _INLINE.finditer(text):
        found.append(Inline("text", text[place : match.start()]))
        kind = match.lastgroup if match.lastgroup != "url" else "link"
        found.append(Inline(str(kind), match[str(kind)], match["url"] or ""))
        place = match.end()
    return [each for each in (*found, Inline("text", text[place:])) if each.text]
