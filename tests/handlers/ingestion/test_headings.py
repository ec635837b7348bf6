"""The sections of a Markdown text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ingestion.headings import LONGEST_PATH, LONGEST_TITLE, sections


def parts(text: str) -> list[tuple[str, str]]:
    return [(section.heading, text[section.start : section.end]) for section in sections(text)]


def headings(text: str) -> list[str]:
    return [section.heading for section in sections(text)]


def test_a_section_is_under_the_headings_above_it() -> None:
    text = "Preface.\n\n# Guide\nIntro.\n## Setup\nSteps.\n### Linux\nApt.\n## Use\nRun.\n# Notes\nEnd."

    assert parts(text) == [
        ("", "Preface.\n\n"),
        ("Guide", "# Guide\nIntro.\n"),
        ("Guide > Setup", "## Setup\nSteps.\n"),
        ("Guide > Setup > Linux", "### Linux\nApt.\n"),
        ("Guide > Use", "## Use\nRun.\n"),
        ("Notes", "# Notes\nEnd."),
    ]


def test_headings_without_words_between_them_begin_one_section() -> None:
    assert parts("# Guide\n\n## Setup\n\nSteps.") == [("Guide > Setup", "# Guide\n\n## Setup\n\nSteps.")]


@pytest.mark.parametrize(
    "text",
    [
        "```\n# code\n```\nwords",
        "````\n```\n# code\n````\nwords",
        "~~~ sh\n# code\n```\n# code\n~~~\nwords",
        "    # code\n",
        "#hashtag\nwords",
        "####### seven\nwords",
        "| a |\n---\nwords",
        "- item\n---\nwords",
        "\n---\nwords",
        "---\ntitle: no heading\n---\nwords",
    ],
)
def test_what_only_looks_like_a_heading_is_none(text: str) -> None:
    assert headings(text) == [""]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# A *bold* `code` [link](https://example.com) ##", "A bold code link"),
        ("  #   spaced\t out", "spaced out"),
        ("# ![picture](x.png) **Name**", "picture Name"),
        ("# snake_case and _emphasis_", "snake_case and emphasis"),
        ("# 1\\. C\\# \\*", "1. C# *"),
        ("Title\n=====", "Title"),
        ("Title\n-----", "Title"),
        ("#", ""),
    ],
)
def test_a_heading_is_shown_without_its_markup(line: str, title: str) -> None:
    assert headings(f"{line}\nwords") == [title]


def test_a_long_heading_is_shortened() -> None:
    (heading,) = headings("# " + "word " * 100 + "\nwords")

    assert len(heading) == LONGEST_TITLE
    assert heading.endswith("…")


def test_of_a_long_path_the_innermost_headings_stay() -> None:
    text = "".join(f"{'#' * level} {level}{'x' * 90}\n" for level in range(1, 7)) + "words"

    (heading,) = headings(text)

    assert len(heading) <= LONGEST_PATH
    assert heading.split(" > ")[-1].startswith("6")


@given(st.text(alphabet=st.sampled_from("ab# \n=-`~>[](_*\\"), max_size=200))
def test_sections_follow_each_other_and_leave_nothing_out(text: str) -> None:
    found = sections(text)

    assert "".join(text[section.start : section.end] for section in found) == text
    assert [section.start for section in found[1:]] == [section.end for section in found[:-1]]
    assert all("\n" not in section.heading and len(section.heading) <= LONGEST_PATH for section in found)
