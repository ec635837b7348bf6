"""Reading a contract: every node with its place, and one sentence for a file that cannot be read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from contract import ContractError, Document, load

Write = Callable[..., Path]


def test_operations_come_in_the_order_of_the_file(write: Write, sound: str) -> None:
    document = load(write(sound))

    assert [(each.operation_id, each.method, each.path) for each in document.operations()] == [
        ("putPet", "put", "/pets/{pet}"),
        ("getHealth", "get", "/health"),
    ]


def test_an_operation_has_its_integration_and_its_own_mapping(write: Write, sound: str) -> None:
    put, _ = load(write(sound)).operations()

    assert put.integration["uri"] == "${put_pet.invoke_arn}"
    assert put.raw["operationId"] == "putPet"


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("", 1, 1),
        ("/info/title", 2, 8),
        ("/paths/~1health/get", 41, 5),
        ("/paths/~1pets~1{pet}/parameters/0", 9, 9),
        ("/components/schemas/Pet/required/0", 65, 18),
    ],
)
def test_each_node_has_a_line_and_a_column(write: Write, sound: str, pointer: str, line: int, column: int) -> None:
    place = load(write(sound)).place(pointer)

    assert (place.line, place.column) == (line, column)


def test_a_node_that_is_not_there_has_the_place_of_the_one_above(write: Write, sound: str) -> None:
    document = load(write(sound))

    assert document.place("/info/title/x/y") == document.place("/info/title")


def test_json_reads_as_the_same_document(write: Write, contract: Document) -> None:
    as_json = write(json.dumps(contract.root, indent="\t"), "openapi.json")

    assert load(as_json).root == contract.root


def test_json_escapes_outside_the_bmp_are_one_character(write: Write, sound: str) -> None:
    text = '{"openapi": "3.0.3", "info": {"title": "\\ud83d\\ude00 \\/"}, "paths": {}}'

    assert load(write(text)).root["info"]["title"] == "😀 /"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-01-31", "2024-01-31"),
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("true", True),
        ("~", None),
        ("", None),
        ("17", 17),
        ("-1.5e3", -1500.0),
        ("'17'", "17"),
        ('"true"', "true"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
    ],
)
def test_scalars_are_read_as_json_has_them(write: Write, written: str, read: object) -> None:
    document = load(write(f"openapi: 3.0.3\ninfo: {{}}\npaths: {{}}\nx-value: {written}\n"))

    assert document.root["x-value"] == read


def test_keys_are_text(write: Write) -> None:
    document = load(write("openapi: 3.0.3\ninfo: {}\npaths: {}\nx-value: {200: a, true: b}\n"))

    assert document.root["x-value"] == {"200": "a", "true": "b"}


def test_an_anchor_stands_for_its_node_everywhere(write: Write, sound: str) -> None:
    put, health = load(write(sound)).operations()

    assert put.raw["responses"]["401"] == health.raw["responses"]["500"]


def test_a_reference_is_followed_to_its_end(write: Write, sound: str) -> None:
    document = load(write(sound + "    Alias: {$ref: '#/components/schemas/Pet'}\n"))

    resolved = document.resolve({"$ref": "#/components/schemas/Alias"})

    assert resolved["required"] == ["name"]


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("other.yaml#/Pet", "leads out of this document"),
        ("#/components/schemas/Nobody", "leads nowhere"),
        ("#/openapi", "leads nowhere"),
        ("#/components/schemas/Circle", "leads back to itself"),
    ],
)
def test_a_reference_that_names_nothing_is_refused(write: Write, sound: str, reference: str, says: str) -> None:
    document = load(write(sound + "    Circle: {$ref: '#/components/schemas/Circle'}\n"))

    with pytest.raises(ContractError, match=says):
        document.resolve({"$ref": reference})


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", "1:1", "The file is empty."),
        ("- a\n- b\n", "1:1", "A contract is a mapping at its top"),
        ("openapi: 3.0.3\ninfo: [\n", "3:1", "This is not YAML"),
        ("openapi: 3.0.3\n  info: {}\n", "2:7", "This is not YAML"),
        ("openapi: \x01\n", "1:1", "This is not YAML"),
        ("a: 1\n---\nb: 2\n", "2:1", "This is not YAML"),
        ("openapi: 3.0.3\nopenapi: 3.0.3\n", "2:1", "The key 'openapi' stands twice"),
        ("openapi: !Sub x\n", "1:10", "The tag !Sub has no meaning"),
        ("a: &a\n  b: *a\n", "1:4", "contains an alias of itself"),
        ("a: &a {}\nb:\n  <<: *a\n", "3:3", "Merge keys (<<) are not read"),
        ("? [a]\n: b\n", "1:3", "A key is a text"),
        ("openapi: 3.0.3\npaths: {}\n", "1:1", "needs `info`"),
        ("info: {}\npaths: []\n", "2:1", "`/paths` must be a mapping."),
        ("info: {}\npaths:\n  /a:\n    get: 1\n", "4:5", "`/paths/~1a/get` must be a mapping."),
        ("info: {}\npaths: {/a: {get: {parameters: [{name: x}]}}}\n", "2:33", "needs `in`"),
        ("info: {}\npaths: {/a: {get: {operationId: 7}}}\n", "2:20", "must be a text."),
        ("info: {}\npaths: {}\ncomponents: {schemas: {A: {required: true}}}\n", "3:28", "must be a list."),
        ("info: {}\npaths: {}\ncomponents: {schemas: {A: {minLength: true}}}\n", "3:28", "must be a whole number."),
    ],
)
def test_a_file_that_is_no_contract_is_one_sentence_with_its_place(
    write: Write, text: str, place: str, says: str
) -> None:
    path = write(text)

    with pytest.raises(ContractError) as refused:
        load(path)

    assert str(refused.value).startswith(f"{path}:{place}: ")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")], ids=["lists", "mappings"])
def test_a_file_without_end_in_depth_is_one_sentence(write: Write, opens: str, closes: str) -> None:
    path = write(opens * 2_000 + closes * 2_000)

    with pytest.raises(ContractError, match="nested too deeply"):
        load(path)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="The file cannot be read: No such file or directory"):
        load(tmp_path / "openapi.yaml")


def test_a_file_that_is_not_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ContractError, match="not UTF-8"):
        load(tmp_path / "openapi.yaml")
