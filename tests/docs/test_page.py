"""The docs page is one file that needs no other, and that no document or guide can make do what it likes."""

import gzip
import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from contract import client_edition, load
from docs.page import page
from tests.checkout import ROOT
from tests.docs.html_parts import Parts, parts

SERVER = "https://api.example.com/dev"
LARGEST_GZIPPED = 1_500_000
LOADS = {"src", "srcset", "href", "data", "poster", "action", "background", "formaction"}
HOSTILE = "</script><script>alert(1)</script><!-- <script> ]]> \u2028"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return client_edition(load(ROOT / "openapi.yaml"), SERVER)


@pytest.fixture(scope="module", params=["served", "file"])
def built(request: pytest.FixtureRequest, document: dict[str, Any]) -> bytes:
    return page(None if request.param == "served" else document)


def test_the_page_loads_nothing_but_the_document_beside_it(built: bytes) -> None:
    taken = parts(built)

    loaded = {str(value) for each in taken.elements for name, value in each.attributes.items() if name in LOADS}
    styles = "".join(each.text for each in taken.of("style"))
    assert {each for each in loaded if not each.startswith("#")} <= {"data:,", "openapi.json"}
    assert "@import" not in styles
    assert all(each.startswith("data:") for each in re.findall(r"url\(\s*[\"']?([^\"')]*)", styles))


def test_a_page_with_a_document_loads_nothing_at_all(document: dict[str, Any]) -> None:
    assert [each.attributes["href"] for each in parts(page(document)).of("link")] == ["data:,"]


def test_the_policy_lets_run_what_the_page_brings_and_nothing_else(built: bytes) -> None:
    taken = parts(built)

    programs = [each for each in taken.of("script") if each.attributes.get("type") != "application/json"]
    policy = taken.policy()
    assert policy["default-src"] == "'none'"
    assert policy["script-src"].split() == [hashed(each.text) for each in programs]
    assert policy["style-src"].split() == [hashed(each.text) for each in taken.of("style")]
    assert not [name for each in taken.elements for name in each.attributes if name.startswith("on") or name == "style"]


def test_the_served_page_calls_where_it_came_from() -> None:
    assert parts(page(None)).policy()["connect-src"] == "'self'"


def test_a_file_calls_the_document_s_server(document: dict[str, Any]) -> None:
    assert parts(page(document)).policy()["connect-src"] == f"{SERVER}/"


@pytest.mark.parametrize(
    "url", ["/", "https://*", "*", "https://a.example; script-src *", "javascript:alert(1)", "https://a.example 'self'"]
)
def test_a_server_that_would_widen_the_policy_opens_nothing(document: dict[str, Any], url: str) -> None:
    taken = parts(page({**document, "servers": [{"url": url}]}))

    assert taken.policy()["connect-src"] == "'none'"
    assert len(taken.policy()) == 7


def test_no_text_of_a_document_leaves_its_place(document: dict[str, Any]) -> None:
    hostile = {**document, "info": {**document["info"], "title": HOSTILE, "description": HOSTILE}}

    taken = parts(page(hostile))

    assert json.loads(inlined(taken)) == hostile
    assert len(taken.of("script")) == len(parts(page(document)).of("script"))


def test_no_text_of_a_guide_leaves_its_place(tmp_path: Path) -> None:
    (tmp_path / "1-hostile.md").write_text(f"# {HOSTILE}\n\n{HOSTILE}\n\n```sh\n{HOSTILE}\n```\n")

    taken = parts(page(None, tmp_path))

    assert len(taken.of("script")) == len(parts(page(None)).of("script"))
    assert HOSTILE in "".join(each.text for each in taken.of("code"))


def test_guides_stand_before_the_reference_and_in_the_contents(tmp_path: Path) -> None:
    (tmp_path / "2-first-call.md").write_text("# First call\n\nCall it.\n")
    (tmp_path / "1-get-a-token.md").write_text("# Get a token\n\nAsk for it.\n")

    taken = parts(page(None, tmp_path))

    ids = [each.attributes["id"] for each in taken.elements if each.tag in ("article", "section")]
    links = [each.attributes["href"] for each in taken.of("a")]
    assert ids == ["stage", "get-a-token", "first-call", "reference"]
    contents = ["#content", "#stage", "#get-a-token", "#first-call", "#reference"]
    assert links == [*contents, "#get-a-token", "#first-call"]


def test_the_page_is_small_enough(built: bytes) -> None:
    assert len(gzip.compress(built, 6)) <= LARGEST_GZIPPED


def test_the_same_page_is_the_same_bytes() -> None:
    assert page(None) == page(None)


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def inlined(taken: Parts) -> str:
    [data] = [each for each in taken.of("script") if each.attributes.get("id") == "openapi"]
    return data.text
