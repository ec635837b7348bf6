"""A Markdown text's sections: where each begins, and under which headings it is.

One pass over the lines, which is all that headings need; CommonMark's other rules do not move a section.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_TITLE = 100  # code points
LONGEST_PATH = 300
BETWEEN = " > "
ELLIPSIS = "…"

LINE = re.compile(
    r"""^[ ]{0,3}(?:
        (?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)
      | (?P<marks>\#{1,6})(?:[ \t]+(?P<title>[^\n]*))?$
      | (?P<underline>={2,}|-{3,})[ \t]*$
    )""",
    re.MULTILINE | re.VERBOSE,
)
FRONT_MATTER = re.compile(r"---\n(?:[^\n]*\n){0,200}?---\n")
# What a line of dashes does not make a heading: nothing, code, a list's item, a quotation, a table's row, a heading.
NO_PARAGRAPH = re.compile(r"[ \t]*$|[ ]{4}|\t|[ ]{0,3}(?:[-*+>|#=`~]|\d{1,9}[.)][ ])")
LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
MARKS = re.compile(r"(?<!\\)[*`]|(?<![\w\\])_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|\\(?=[!-/:-@\[-`{-~])|\s#+\s*$")


@dataclass(frozen=True, slots=True)
class Section:
    """`text[start:end]`; sections follow each other and leave nothing out."""

    start: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    level: int
    title: str


def sections(text: str) -> list[Section]:
    """Headings that follow each other without words between them begin one section together."""
    found: list[Section] = []
    above: list[_Heading] = []
    start = body = 0
    for heading in _headings(text):
        if text[body : heading.start].strip():
            found.append(Section(start, heading.start, _path(above)))
            start = heading.start
        above = [*(outer for outer in above if outer.level < heading.level), heading]
        body = heading.end
    found.append(Section(start, len(text), _path(above)))
    return found


def _headings(text: str) -> Iterator[_Heading]:
    front = FRONT_MATTER.match(text)
    fence = ""
    for line in LINE.finditer(text, front.end() if front else 0):
        if line["fence"]:
            fence = _fence_after(fence, line["fence"], line["info"])
        elif fence:
            continue
        elif line["marks"]:
            yield _Heading(line.start(), line.end(), len(line["marks"]), _words(line["title"] or ""))
        else:
            before = text.rfind("\n", 0, max(0, line.start() - 1)) + 1
            title = text[before : max(0, line.start() - 1)]
            if not NO_PARAGRAPH.match(title):
                yield _Heading(before, line.end(), 1 if line["underline"][0] == "=" else 2, _words(title))


def _fence_after(fence: str, marks: str, info: str) -> str:
    """The fence of the code that the next line is in; empty outside of code."""
    if not fence:
        return "" if marks[0] == "`" and "`" in info else marks
    closes = marks[0] == fence[0] and len(marks) >= len(fence) and not info.strip()
    return "" if closes else fence


def _words(title: str) -> str:
    """A heading without its markup, on one line."""
    plain = MARKS.sub("", LINK.sub(r"\1", title[: 10 * LONGEST_TITLE]))
    words = " ".join(plain.split())
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + ELLIPSIS


def _path(above: list[_Heading]) -> str:
    """Outermost first; where they are too long together, the outermost are left out."""
    titles = [heading.title for heading in above if heading.title]
    while len(BETWEEN.join(titles)) > LONGEST_PATH:
        del titles[0]
    return BETWEEN.join(titles)
