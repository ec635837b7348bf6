"""A text into passages: what they have, where they end, and texts that a splitter could choke on."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.documents.document import MediaType
from handlers.ingestion.passage import Passage
from handlers.ingestion.splitting import CAPACITY, LONGEST_BLOCK, SHORT, split
from handlers.ingestion.tokens import PieceSizes, TokenCounter
from handlers.runs.run import Failure

SENTENCES = "The bridge was closed on Monday. Repairs will take about three weeks, says the mayor! Is there a ferry? "
MARKUP = st.text(alphabet=st.sampled_from("ab .\n\t#>-*`|[](1=😀é日\u0301\u200d\u3000"), max_size=400)


class Words:
    """A token for each word and each mark."""

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


def passages_of(text: str, media_type: MediaType, counter: TokenCounter, capacity: int = CAPACITY) -> list[Passage]:
    passages = split(text, media_type, counter, capacity)
    assert isinstance(passages, tuple), passages
    return list(passages)


def assert_whole(text: str, passages: Sequence[Passage]) -> None:
    """The passages are the text, in order, without anything but white space left out."""
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert all(passage.text.strip() for passage in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    starts = [0, *(passage.end for passage in passages)]
    ends = [*(passage.start for passage in passages), len(text)]
    assert not "".join(text[start:end] for start, end in zip(starts, ends, strict=True)).strip()


@example("\x1f", MediaType.TEXT, 2)
@example("# a\n\n" + "b" * 9000, MediaType.MARKDOWN, 5)
@example("- \n" * 4000 + "x", MediaType.HTML, 3)
@settings(deadline=None)  # it starts threads, and another process may have the cores
@given(MARKUP | st.text(max_size=300), st.sampled_from(MediaType), st.integers(2, 40))
def test_passages_are_the_text_in_order_and_lose_nothing_but_space(
    text: str, media_type: MediaType, capacity: int
) -> None:
    assert_whole(text, passages_of(text, media_type, Words(), capacity))


@pytest.mark.parametrize("media_type", list(MediaType))
def test_passages_are_nearly_full_and_end_with_a_sentence(media_type: MediaType, counter: TokenCounter) -> None:
    passages = passages_of(SENTENCES * 300, media_type, counter)

    assert_whole(SENTENCES * 300, passages)
    assert all(passage.tokens == counter.count([passage.text])[0] for passage in passages)
    assert all(CAPACITY * 0.5 < passage.tokens <= CAPACITY * 1.05 for passage in passages[:-1])
    assert all(passage.text[-1] in ".!?" for passage in passages)


def test_spans_count_code_points(counter: TokenCounter) -> None:
    text = "😀 Zoë.\n\n" * 100

    assert_whole(text, passages_of(text, MediaType.TEXT, counter, 20))


def test_a_passage_of_markdown_names_its_sections(counter: TokenCounter) -> None:
    text = f"# Bridge\n\n{SENTENCES}\n\n## Repairs\n\n{SENTENCES * 20}\n"

    passages = passages_of(text, MediaType.MARKDOWN, counter)

    assert passages[0].heading == "Bridge"
    assert {passage.heading for passage in passages[1:]} == {"Bridge > Repairs"}
    assert len(passages) > 3


@pytest.mark.parametrize("media_type", [MediaType.TEXT, MediaType.PDF])
def test_plain_text_has_no_headings(media_type: MediaType, counter: TokenCounter) -> None:
    passages = passages_of("# no heading\n\nwords", media_type, counter)

    assert [(passage.text, passage.heading) for passage in passages] == [("# no heading\n\nwords", "")]


def test_a_heading_does_not_stand_alone(counter: TokenCounter) -> None:
    row = "| a cell of a table | and another cell of it |\n"
    text = "## Heading\n\n| a | b |\n|---|---|\n" + row * 40

    passages = passages_of(text, MediaType.MARKDOWN, counter)

    assert passages[0].text.startswith("## Heading\n\n|")
    assert all(passage.tokens >= CAPACITY // SHORT for passage in passages[:-1])


def test_a_long_text_without_paragraphs_is_cut_after_sentences(counter: TokenCounter) -> None:
    text = SENTENCES * (3 * LONGEST_BLOCK // len(SENTENCES))

    assert all(passage.text[-1] in ".!?" for passage in passages_of(text, MediaType.TEXT, counter))


@pytest.mark.parametrize("text", ["", " \n\t", "\n" * 1_000_000], ids=["empty", "short", "long"])
@pytest.mark.parametrize("media_type", [MediaType.TEXT, MediaType.MARKDOWN])
def test_a_blank_text_has_no_passages(media_type: MediaType, text: str, counter: TokenCounter) -> None:
    assert split(text, media_type, counter) == ()


@pytest.mark.parametrize(
    ("media_type", "text"),
    [(MediaType.MARKDOWN, "# a\nb\n" * 20_001), (MediaType.TEXT, "ab\n" * 90_000)],
    ids=["sections", "lines"],
)
def test_too_many_passages_are_refused(media_type: MediaType, text: str) -> None:
    failure = split(text, media_type, Words(), capacity=4)

    assert isinstance(failure, Failure)
    assert failure.slug == "document-too-large"
    assert "20,000 passages" in failure.detail


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "日" * 200_000,
        "a" + "\u0301" * 100_000,
        "👨\u200d" * 50_000,
        "> " * 100_000 + "x",
        "- " * 100_000 + "x",
        "[" * 200_000,
        "[a](" * 50_000,
        "`" * 200_000,
        "*a " * 60_000,
        "|a" * 100_000 + "\n" + "|-" * 100_000,
        "".join("  " * depth + "- x\n" for depth in range(400)),
        "# " + "[a](" * 50_000 + "\nb",
        "---\n" + "a: b\n" * 40_000,
        "a\n" * 100_000,
        " " * 200_000 + "x",
    ],
    ids=lambda text: repr(text[:5]),
)
@pytest.mark.parametrize("media_type", [MediaType.TEXT, MediaType.MARKDOWN])
def test_hostile_text_is_split_like_any_other(media_type: MediaType, text: str, counter: TokenCounter) -> None:
    passages = passages_of(text, media_type, counter)

    assert_whole(text, passages)
    assert max(len(passage.text) for passage in passages) < 20 * CAPACITY


@settings(deadline=None)  # it starts threads, and another process may have the cores
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_sizes_of_pieces_add_up_to_about_what_the_tokenizer_counts(counter: TokenCounter, text: str) -> None:
    sizes = PieceSizes(counter, capacity=10_000)
    sizes.learn(text)

    counted = counter.count([text])[0]

    assert counted - 8 <= 1.25 * sizes.size(text) <= 2.5 * counted + 8


def test_sizes_of_prose_are_nearly_exact(counter: TokenCounter) -> None:
    sizes = PieceSizes(counter, capacity=100_000)

    assert sizes.size(SENTENCES * 10) == pytest.approx(counter.count([SENTENCES * 10])[0], rel=0.02)


def test_a_text_over_the_capacity_is_told_to_be_over_it(counter: TokenCounter) -> None:
    sizes = PieceSizes(counter, capacity=50)
    sizes.learn("word " * 1000)

    assert sizes.size(" " * 900 + "word " * 1000) > 50
