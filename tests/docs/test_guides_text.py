"""Guides: Markdown to HTML, in order, with a choice of language where the same is shown in several."""

from pathlib import Path

import pytest

from docs.guides_text import read_guides
from tests.docs.html_parts import Parts, parts

THREE = "```sh\ncurl\n```\n\n```python\nimport\n```\n\n```typescript\nawait\n```\n"


def rendered(folder: Path, text: str) -> Parts:
    (folder / "1-guide.md").write_text(f"# Guide\n\n{text}")
    [guide] = read_guides(folder)
    return parts(str(guide.html).encode())


def test_guides_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("10-limits", "2-first-call", "1-get-a-token"):
        (tmp_path / f"{name}.md").write_text(f"# About {name}\n")

    guides = read_guides(tmp_path)

    assert [(each.slug, each.title) for each in guides] == [
        ("get-a-token", "About 1-get-a-token"),
        ("first-call", "About 2-first-call"),
        ("limits", "About 10-limits"),
    ]


def test_a_guide_without_a_title_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "1-guide.md").write_text("No title.\n")

    with pytest.raises(ValueError, match=r"1-guide\.md does not begin"):
        read_guides(tmp_path)


def test_code_in_several_languages_is_one_choice(tmp_path: Path) -> None:
    taken = rendered(tmp_path, THREE)

    groups = [each for each in taken.of("div") if each.attributes.get("class") == "languages"]
    codes = [each.attributes["data-language"] for each in taken.of("div") if "data-language" in each.attributes]
    labels = [each.text for each in taken.of("p") if each.attributes.get("class") == "language"]
    assert len(groups) == 1
    assert codes == ["sh", "python", "typescript"]
    assert labels == ["curl", "Python", "TypeScript"]


def test_code_with_words_between_is_two_choices(tmp_path: Path) -> None:
    taken = rendered(tmp_path, f"{THREE}\nThen:\n\n{THREE}")

    assert len([each for each in taken.of("div") if each.attributes.get("class") == "languages"]) == 2


def test_a_language_that_comes_again_begins_another_choice(tmp_path: Path) -> None:
    taken = rendered(tmp_path, f"{THREE}\n{THREE}")

    assert len([each for each in taken.of("div") if each.attributes.get("class") == "languages"]) == 2


def test_code_in_one_language_is_no_choice(tmp_path: Path) -> None:
    taken = rendered(tmp_path, "```sh\ncurl\n```\n\n```\nHTTP/1.1 200\n```\n")

    assert [each.attributes.get("class") for each in taken.of("div")] == ["code", "code"]
    assert [each.text for each in taken.of("code")] == ["curl\n", "HTTP/1.1 200\n"]


def test_code_keeps_its_every_character(tmp_path: Path) -> None:
    taken = rendered(tmp_path, "```python\nif a < b & c: print('<b>', \"{}\")\n```\n")

    assert [each.text for each in taken.of("code")] == ["if a < b & c: print('<b>', \"{}\")\n"]


def test_headings_are_below_the_guide_s_own(tmp_path: Path) -> None:
    taken = rendered(tmp_path, "## Section\n\n### Detail\n")

    assert [(each.tag, each.text) for each in taken.elements] == [("h3", "Section"), ("h4", "Detail")]


def test_html_and_scripts_of_an_author_stay_text(tmp_path: Path) -> None:
    taken = rendered(tmp_path, "<b onclick=x>bold</b> and [a link](javascript:alert(1))\n")

    assert [each.tag for each in taken.elements] == ["p"]


def test_tables_are_tables(tmp_path: Path) -> None:
    taken = rendered(tmp_path, "| a | b |\n|---|---|\n| c | d |\n")

    assert [each.text for each in taken.elements if each.tag in ("th", "td")] == ["a", "b", "c", "d"]
