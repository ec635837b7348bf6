"""A text into passages: by its sections, then paragraphs, then sentences, as far as each fits."""

from collections.abc import Iterable, Iterator, Sequence

from semantic_text_splitter import MarkdownSplitter, TextSplitter

from handlers.documents.document import MediaType
from handlers.ingestion.failures import too_large
from handlers.ingestion.headings import Section, sections
from handlers.ingestion.limits import MOST_PASSAGES
from handlers.ingestion.passage import Passage
from handlers.ingestion.tokens import PieceSizes, TokenCounter
from handlers.runs.run import Failure

CAPACITY = 160  # tokens; about 110 words of English
SHORT = 10  # a passage with less than this part of the capacity is one only where its section has no more
# Code points; the library's time grows with the square of a text without paragraphs, so it is given no longer ones.
LONGEST_BLOCK = 4_000
BLOCK_ENDS = ("\n\n", "\n", ". ", "。", " ")  # the best first

Span = tuple[int, int]

MARKDOWN = frozenset({MediaType.MARKDOWN, MediaType.HTML})


def split(
    text: str, media_type: MediaType, counter: TokenCounter, capacity: int = CAPACITY
) -> tuple[Passage, ...] | Failure:
    """Passages of about `capacity` tokens at most, in order; together they have all of `text` that is not white space.

    `text` and `media_type` are what `extract` gave and was given.
    """
    is_markdown = media_type in MARKDOWN
    sizes = PieceSizes(counter, capacity)
    splitter = (MarkdownSplitter if is_markdown else TextSplitter).from_callback(sizes.size, capacity)
    found: list[Section] = []
    for section in sections(text) if is_markdown else [Section(0, len(text), "")]:
        for span in _filled(text, _spans(text, section, splitter, sizes), sizes, capacity):
            found.append(Section(*span, section.heading))
            if len(found) > MOST_PASSAGES:
                return too_large("The document has more than", MOST_PASSAGES, "passages", MOST_PASSAGES)
    return _counted(text, found, counter)


def _spans(text: str, section: Section, splitter: TextSplitter | MarkdownSplitter, sizes: PieceSizes) -> Iterator[Span]:
    start = section.start
    while start < section.end:
        cut = _block_end(text, start, section.end)
        block = text[start:cut]
        sizes.learn(block)
        spans = [(start + place, start + place + len(words)) for place, words in splitter.chunk_indices(block)]
        start = cut
        if cut < section.end and len(spans) > 1:
            # What the block's end cut short begins the next block, and fills up there.
            start, _ = spans.pop()
        # To the library, U+001F and its neighbours are no white space.
        yield from (span for span in spans if text[slice(*span)].strip())


def _filled(text: str, spans: Iterable[Span], sizes: PieceSizes, capacity: int) -> Iterator[Span]:
    """Spans too short to be found by what they say, as a heading or a fence alone, go with the one after them."""
    shortest = capacity // SHORT
    held: Span | None = None
    for start, end in spans:
        if held is None:
            held = start, end
        elif sizes.size(text[slice(*held)]) < shortest and sizes.size(text[held[0] : end]) <= capacity + shortest:
            held = held[0], end
        else:
            yield held
            held = start, end
    if held is not None:
        yield held


def _counted(text: str, found: Sequence[Section], counter: TokenCounter) -> tuple[Passage, ...]:
    words = [text[part.start : part.end] for part in found]
    counts = counter.count(words)
    return tuple(
        Passage(said, part.start, part.end, part.heading, tokens)
        for said, part, tokens in zip(words, found, counts, strict=True)
    )


def _block_end(text: str, start: int, end: int) -> int:
    longest = start + LONGEST_BLOCK
    if longest >= end:
        return end
    for stop in BLOCK_ENDS:
        place = text.rfind(stop, start + LONGEST_BLOCK // 2, longest)
        if place >= 0:
            return place + len(stop)
    return longest
