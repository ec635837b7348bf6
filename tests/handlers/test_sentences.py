"""Text into sentences, each where it stands."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.tasks.sentences import LONGEST, split_sentences


def texts(text: str) -> list[str]:
    return [span.text for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rains. It pours! Does it stop?", ["It rains.", "It pours!", "Does it stop?"]),
        ("Dr. Smith met Mrs. Jones. They talked.", ["Dr. Smith met Mrs. Jones.", "They talked."]),
        ("Bring fruit, e.g. apples. Thanks.", ["Bring fruit, e.g. apples.", "Thanks."]),
        ("It costs 3.50 euros. That is cheap.", ["It costs 3.50 euros.", "That is cheap."]),
        ("We met at 5 p.m. It was dark.", ["We met at 5 p.m.", "It was dark."]),
        ("We met at 5 p.m. on Friday.", ["We met at 5 p.m. on Friday."]),
        ("The U.S. Senate voted.", ["The U.S. Senate voted."]),
        ("He lives in the U.S. The house is old.", ["He lives in the U.S.", "The house is old."]),
        ("J. K. Rowling wrote it. I read it.", ["J. K. Rowling wrote it.", "I read it."]),
        ("See No. 5 and fig. 2. He said no. We left.", ["See No. 5 and fig. 2.", "He said no.", "We left."]),
        ('"Really?" he asked. "Yes." She left.', ['"Really?" he asked.', '"Yes."', "She left."]),
        ("Well... maybe. Who knows…", ["Well... maybe.", "Who knows…"]),
        ("my order is late. please help", ["my order is late.", "please help"]),
        (
            "Write to a@b.example or visit www.example.com. Bye.",
            ["Write to a@b.example or visit www.example.com.", "Bye."],
        ),
        ("Opening hours\nWe open at nine.", ["Opening hours", "We open at nine."]),
        (
            "The first line of a paragraph that was wrapped by\nan editor. Done.",
            ["The first line of a paragraph that was wrapped by\nan editor.", "Done."],
        ),
        ("One paragraph\n\nanother one", ["One paragraph", "another one"]),
        (
            "To do:\n- buy eggs\n- call Anna\n1. First step\n2. Second step",
            ["To do:", "buy eggs", "call Anna", "First step", "Second step"],
        ),
        ("今日は雨です。明日は晴れます。", ["今日は雨です。", "明日は晴れます。"]),
        ("", []),
        (" \n\t ", []),
        ("no stop at all", ["no stop at all"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


def test_spans_count_code_points() -> None:
    spans = split_sentences("😀 smiles. Zoë waves.")

    assert [(span.start, span.end) for span in spans] == [(0, 9), (10, 20)]


def test_a_run_without_a_stop_is_cut_at_white_space() -> None:
    spans = split_sentences("word " * 1000)

    assert all(len(span.text) <= LONGEST for span in spans)
    assert {word for span in spans for word in span.text.split()} == {"word"}


@example("- \nthe item's words on the next line")
@given(st.text(alphabet=st.sampled_from("ab .!?\n-1\"')。\u3000\r\t…A"), max_size=200) | st.text(max_size=200))
def test_spans_are_the_text_in_order_and_lose_nothing_but_space_and_list_markers(text: str) -> None:
    spans = split_sentences(text)

    assert all(text[span.start : span.end] == span.text == span.text.strip() != "" for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    left_out = "".join(
        text[a:b] for a, b in zip([0, *(s.end for s in spans)], [*(s.start for s in spans), None], strict=True)
    )
    assert not any(character.isalpha() for character in left_out)


@pytest.mark.parametrize(
    "text",
    [
        "." * 50_000 + "x" + "." * 49_999,
        "a. " * 33_333,
        "a" * 100_000,
        " " * 99_999 + "a",
        "\n" * 100_000,
        "- " * 50_000,
        "-\n" * 50_000,
        '."' * 50_000,
        "1. \n" * 25_000,
        "。" * 100_000,
    ],
    ids=lambda text: repr(text[:4]),
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()

    split_sentences(text)

    # In quadratic time it would take minutes; another process may have the cores.
    assert time.process_time() - started < 20
