"""The changelog is written once for the same documents, and anew when one of them is another."""

from dataclasses import replace
from pathlib import Path

import pytest

from comparison import ToolError
from contract import Document
from publishing.error import PublicationError
from publishing.kept_changelog import kept_changelog

PETS = Document("pets.yaml", {"openapi": "3.0.3", "info": {"title": "Pets", "version": "1.0.0"}, "paths": {}})


class Writer:
    def __init__(self) -> None:
        self.written = 0

    def __call__(self, root: Path, contract: Document) -> str:
        self.written += 1
        return f"# {contract.root['info']['title']}\n"


def test_the_same_documents_are_compared_once(tmp_path: Path) -> None:
    writer = Writer()

    texts = [kept_changelog(tmp_path, PETS, writer) for _ in range(2)]

    assert texts == ["# Pets\n"] * 2
    assert writer.written == 1


def test_another_contract_is_compared(tmp_path: Path) -> None:
    writer = Writer()
    dogs = replace(PETS, root={**PETS.root, "info": {"title": "Dogs", "version": "1.0.0"}})

    texts = [kept_changelog(tmp_path, each, writer) for each in (PETS, dogs)]

    assert texts == ["# Pets\n", "# Dogs\n"]


@pytest.mark.parametrize("name", ["CHANGELOG.md", "published/openapi.json", "comparison/rules.py", "package-lock.json"])
def test_after_a_change_of_what_it_is_made_of_it_is_written_anew(tmp_path: Path, name: str) -> None:
    writer = Writer()
    kept_changelog(tmp_path, PETS, writer)

    changed = tmp_path / name
    changed.parent.mkdir(exist_ok=True)
    changed.write_text("changed", encoding="utf-8")
    kept_changelog(tmp_path, PETS, writer)

    assert writer.written == 2


def test_a_comparison_that_fails_is_said_and_not_kept(tmp_path: Path) -> None:
    def fail(root: Path, contract: Document) -> str:
        raise ToolError("openapi-diff has not ended within 60 seconds.")

    with pytest.raises(PublicationError, match="has not ended"):
        kept_changelog(tmp_path, PETS, fail)

    assert not (tmp_path / "build").exists()
