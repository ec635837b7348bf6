"""What is published, with builders that take no time."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract import Document, load
from contract.place import child
from publishing.contents import Edition, Makers, is_same, write_contents
from publishing.error import PublicationError
from publishing.served import await_served

OWN = load(Path(__file__).parents[2] / "openapi.yaml")
URL, TOKEN_URL = "https://api.example.com/prod", "https://login.example.com/token"
EDITION = Edition.of(OWN, URL, TOKEN_URL)
NAMES = ["CHANGELOG.md", "SHA256SUMS", "client-of-cobol", "docs.html", "openapi.json", "openapi.yaml"]


def page(document: Mapping[str, Any]) -> bytes:
    return f"<title>{document['info']['title']}</title>".encode()


def client(document: Document, folder: Path) -> Path:
    (folder / "client-of-cobol").write_text(str(document.root["info"]["version"]))
    return folder / "client-of-cobol"


@pytest.fixture
def makers() -> Makers:
    return Makers(page, {"COBOL": client}, lambda contract: f"# {contract.root['info']['version']}\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir())}


def test_everything_is_there_and_progress_is_told(makers: Makers, folder: Path) -> None:
    said: list[str] = []

    write_contents(EDITION, makers, folder, said.append)

    made = contents(folder)
    assert list(made) == NAMES
    assert made["docs.html"] == b"<title>AI facade</title>"
    assert made["CHANGELOG.md"] == f"# {OWN.root['info']['version']}\n".encode()
    assert json.loads(made["openapi.json"]) == EDITION.root
    assert len(made["SHA256SUMS"].splitlines()) == len(NAMES) - 1
    assert any("COBOL" in each for each in said)


def test_two_publications_are_the_same_bytes(makers: Makers, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for each in folders:
        each.mkdir()
        write_contents(Edition.of(OWN, URL, TOKEN_URL), makers, each, lambda _: None)

    assert contents(folders[0]) == contents(folders[1])


def test_no_extension_of_a_vendor_and_no_internal_operation_is_published() -> None:
    assert list(extensions(EDITION.root)) == []


def extensions(node: Any, pointer: str = "") -> list[str]:
    """`x-…` names but where a name is the author's: of headers and properties."""
    named = pointer.endswith(("/headers", "/properties"))
    match node:
        case Mapping():
            own = [] if named else [child(pointer, name) for name in node if name.startswith("x-")]
            return own + [each for name, value in node.items() for each in extensions(value, child(pointer, name))]
        case list():
            return [each for index, value in enumerate(node) for each in extensions(value, child(pointer, index))]
    return []


def test_the_stage_s_own_urls_are_in_it() -> None:
    assert EDITION.root["servers"] == [{"url": URL}]
    assert (
        EDITION.root["components"]["securitySchemes"]["TeamToken"]["flows"]["clientCredentials"]["tokenUrl"]
        == TOKEN_URL
    )


def test_an_invalid_example_is_said_with_its_pointer(makers: Makers, folder: Path) -> None:
    parts = {**OWN.root["components"], "headers": {"Count": {"schema": {"type": "integer"}, "example": "many"}}}
    broken = replace(EDITION, root={**EDITION.root, "components": {**EDITION.root["components"], **parts}})

    with pytest.raises(PublicationError, match="/components/headers/Count/example: The example does not match"):
        write_contents(broken, makers, folder, lambda _: None)


def test_a_client_that_cannot_be_built_is_said(makers: Makers, folder: Path) -> None:
    def fail(document: Document, folder: Path) -> Path:
        raise PublicationError("The COBOL client cannot be built: no compiler")

    with pytest.raises(PublicationError, match="no compiler"):
        write_contents(EDITION, replace(makers, clients={"COBOL": fail}), folder, lambda _: None)


@pytest.mark.parametrize(
    ("served", "same"),
    [
        (EDITION.root, True),
        ({name: EDITION.root[name] for name in sorted(EDITION.root)}, True),
        ({**EDITION.root, "servers": []}, False),
        ({**EDITION.root, "x": 1}, False),
    ],
)
def test_a_document_is_the_same_whatever_the_order_of_its_names(served: dict[str, Any], same: bool) -> None:
    assert is_same(EDITION, served) == same


def test_the_stage_is_asked_until_it_serves_the_document() -> None:
    answers = iter([{}, EDITION.root])

    await_served(EDITION, lambda: next(answers))

    assert next(answers, None) is None


def test_a_stage_that_goes_on_to_serve_another_one_keeps_it_from_being_published() -> None:
    with pytest.raises(PublicationError, match="make drift"):
        await_served(EDITION, dict, limit_seconds=0)
