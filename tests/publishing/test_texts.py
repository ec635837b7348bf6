"""JSON and YAML say the same, to every reader, and the same bytes each time."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from contract import client_edition, load
from publishing.texts import json_text, yaml_text

OWN = load(Path(__file__).parents[2] / "openapi.yaml")
EDITION = client_edition(OWN, "https://api.example.com")
# What JSON can hold, and YAML too: it has no character for a surrogate and for most control characters.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t"))
DOCUMENTS = st.dictionaries(
    TEXTS, st.recursive(st.none() | st.booleans() | st.integers() | TEXTS, lambda below: st.lists(below, max_size=3))
)


@given(DOCUMENTS)
def test_what_is_written_is_read_as_it_was(document: dict[str, Any]) -> None:
    assert json.loads(json_text(document)) == document
    assert yaml.safe_load(yaml_text(document)) == document


def test_the_contract_is_the_same_in_both_in_the_same_order() -> None:
    from_yaml = yaml.safe_load(yaml_text(EDITION))

    assert json.dumps(from_yaml) == json.dumps(EDITION) == json.dumps(json.loads(json_text(EDITION)))


def test_our_own_reader_takes_the_yaml_for_the_same_document(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_bytes(yaml_text(EDITION))

    assert load(file).root == EDITION


@pytest.mark.parametrize(
    "text", ["no", "yes", "null", "~", "true", "1", "1e3", "0o17", "0x1F", ".5", ".inf", "2026-11-23"]
)
def test_a_text_that_a_yaml_reader_might_take_for_something_else_is_quoted(text: str) -> None:
    written = yaml_text({"a": text}).decode()

    assert written in (f"a: '{text}'\n", f'a: "{text}"\n')


def test_what_stands_twice_is_written_twice() -> None:
    shared = {"type": "string"}

    assert b"&" not in yaml_text({"a": shared, "b": shared})


def test_a_text_of_several_lines_is_a_block() -> None:
    assert yaml_text({"a": "one\ntwo\n"}) == b"a: |\n  one\n  two\n"
