"""API keys. Cases that AWS has recorded are named by their fact."""

from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import KEY_VALUE, refused


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x" * 19, "API Key value should be at least 20 characters"),
        ("x" * 129, "API Key value exceeds maximum size of 128 characters"),
    ],
    ids=["F099", "F100"],
)
def test_value_of_a_key_has_20_to_128_characters(client: Any, value: str, message: str) -> None:
    refusal = refused(client.create_api_key, name="key", value=value)

    assert refusal == (400, "BadRequestException", message)


def test_value_of_a_key_is_there_once(client: Any) -> None:
    client.create_api_key(name="key", value=KEY_VALUE)

    assert refused(client.create_api_key, name="key", value=KEY_VALUE)[:2] == (409, "ConflictException")


def test_value_is_made_where_none_is_sent(client: Any) -> None:
    key = client.create_api_key(name="key")

    assert len(key["value"]) == 40
    assert key["value"] != key["id"]


def test_value_is_the_id_where_no_distinct_id_is_wanted(client: Any) -> None:
    key = client.create_api_key(name="key", value=KEY_VALUE, generateDistinctId=False)

    assert key["id"] == KEY_VALUE


def test_value_is_shown_where_it_is_asked_for(client: Any) -> None:
    key_id = client.create_api_key(name="key", value=KEY_VALUE)["id"]

    assert "value" not in client.get_api_key(apiKey=key_id)
    assert client.get_api_key(apiKey=key_id, includeValue=True)["value"] == KEY_VALUE
    assert "value" not in client.get_api_keys()["items"][0]
    assert client.get_api_keys(includeValues=True)["items"][0]["value"] == KEY_VALUE


def test_keys_are_found_by_the_beginning_of_their_names(client: Any) -> None:
    for name in ("team-a", "team-b", "other"):
        client.create_api_key(name=name)

    assert [key["name"] for key in client.get_api_keys(nameQuery="team")["items"]] == ["team-b", "team-a"]


def test_key_is_patched(client: Any) -> None:
    key_id = client.create_api_key(name="key")["id"]
    operations = [
        {"op": "replace", "path": "/enabled", "value": "true"},
        {"op": "replace", "path": "/description", "value": "ours"},
    ]

    client.update_api_key(apiKey=key_id, patchOperations=operations)

    key = client.get_api_key(apiKey=key_id)
    assert (key["enabled"], key["description"]) == (True, "ours")
