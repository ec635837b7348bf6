"""Sentences of a text, each with the place where it stands. One pass, whatever the text: nothing here backtracks."""

import re
from collections.abc import Iterator

from handlers.tasks.results import Span

LONGEST = 600  # characters; a run without any stop is cut at white space, so that a summary or an answer stays short
HEADING = 40  # a line this short, before a line that starts anew, is a heading or an item and not wrapped prose

# Every alternative takes what it has seen and can only succeed, so the scan is linear in the length of the text.
BREAK = re.compile(
    r"""(?P<stop>[.!?…]+["'”’»)\]]*) | (?P<wide>[。！？｡]+["'”’」』）]*) | (?P<line>\n\s*)""",  # noqa: RUF001 - as they are typed
    re.VERBOSE,
)
ITEM = re.compile(r"(?:[-*•–—]|\d{1,3}[.)])[^\S\n]+")  # noqa: RUF001 - dashes that lists are typed with
WORD_BEFORE_STOP = re.compile(r"[^\s(\[\"'“‘]+\Z")  # noqa: RUF001 - opening quotes
LONGEST_WORD = 24


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A stop after these never ends a sentence.
TITLES = _words("mr mrs ms dr prof gen sen rep rev hon capt lt col sgt messrs mme vs e.g i.e cf viz approx")
# … and after these not before a number: "No. 5", "Jan. 3".
BEFORE_NUMBERS = _words("no nos fig figs p pp vol ch sec art eq para jan feb mar apr jun jul aug sep sept oct nov dec")
# … and after these only before a word that plainly begins a sentence: "U.S. Senate", but "in the U.S. The senate".
MAYBE_LAST = _words("st jr sr inc ltd co corp dept est etc al a.m p.m u.s u.k u.n e.u ph.d b.c a.d d.c")
BEGINNERS = _words(
    "A After All An And As At Before But By Each For He Her His However I If In It Its Many More My No On Our Please"
    " She Since So Some That The Their Then There These They This Those To We What When While You Your"
)


def split_sentences(text: str) -> list[Span]:
    """Spans that are not empty, do not overlap, start and end without white space, and leave out list markers."""
    spans: list[Span] = []
    start = 0
    for end in _ends(text):
        spans.extend(_spans(text, start, end))
        start = end
    return spans


def _ends(text: str) -> Iterator[int]:
    line_start = 0
    for found in BREAK.finditer(text):
        if found["line"]:
            if _ends_at_line(text, line_start, found):
                yield found.start()
            line_start = found.end()
        elif found["wide"] or _ends_at_stop(text, line_start, found):
            yield found.end()
    yield len(text)


def _ends_at_line(text: str, line_start: int, found: re.Match[str]) -> bool:
    """A blank line or a list item ends what stood before; so does the line after a heading."""
    if found["line"].count("\n") > 1 or ITEM.match(text, found.end()):
        return True
    begins_anew = text[found.end() : found.end() + 1].isupper()
    return begins_anew and found.start() - line_start < HEADING


def _ends_at_stop(text: str, line_start: int, found: re.Match[str]) -> bool:
    after = text[found.end() : found.end() + LONGEST_WORD]
    if after and not after[0].isspace():
        return False
    following = next(iter(after.split()), "")
    if not following:
        return True

    stop = found["stop"]
    if stop == ".":
        return _ends_after_word(text, line_start, found.start(), following)
    # `"Really?" he asked` and `well … perhaps` go on; `really? ok` does not.
    goes_on = stop[-1] not in ".!?…" or stop.startswith(("..", "…"))
    return not (goes_on and following[0].islower())


def _ends_after_word(text: str, line_start: int, stop: int, following: str) -> bool:
    """Whether the full stop at `stop` ends a sentence, by the word before it and the word `following` it."""
    before = WORD_BEFORE_STOP.search(text, max(line_start, stop - LONGEST_WORD), stop)
    word = before.group() if before else ""
    known = word.lower()
    if known in TITLES or (known in BEFORE_NUMBERS and following[0].isdigit()):
        return False
    if before and before.start() == line_start and known.isdigit():
        return False  # "1." of a list
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    if known in MAYBE_LAST or is_initial:
        return following.rstrip(",") in BEGINNERS
    return True


def _spans(text: str, start: int, end: int) -> Iterator[Span]:
    """The pieces of one sentence: itself, as a rule."""
    while start < end:
        start += _leading(text, start, end)
        cut = end if end - start <= LONGEST else _last_space(text, start, start + LONGEST)
        words = text[start:cut].rstrip()
        if words:
            yield Span(start, start + len(words), words)
        start = cut


def _leading(text: str, start: int, end: int) -> int:
    """How much white space, and at most one list marker with more of it, stands before the words."""
    words = _after_space(text, start, end)
    item = ITEM.match(text, words, end)
    return (_after_space(text, item.end(), end) if item else words) - start


def _after_space(text: str, start: int, end: int) -> int:
    return end - len(text[start:end].lstrip())


def _last_space(text: str, start: int, end: int) -> int:
    spaces = (text.rfind(space, start, end) for space in " \n\t")
    last = max(spaces)
    return last if last > start else end
