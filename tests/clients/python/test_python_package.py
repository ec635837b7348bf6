"""The wheel: what is in it, that it is made the same each time, and that it follows the contract by itself."""

import dataclasses
import email
import importlib
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients import python_package
from clients.generator_edition import generator_edition
from clients.python_package import BuildError, build, write_tree
from contract import Document, client_edition, load
from tests.checkout import ROOT
from tests.clients.python.strict import mypy


@pytest.fixture(scope="module")
def contract() -> Document:
    return load(ROOT / "openapi.yaml")


def test_the_wheel_says_what_it_is(wheel: Path, contract: Document) -> None:
    version = contract.root["info"]["version"]
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = email.message_from_bytes(archive.read(f"ai_facade_client-{version}.dist-info/METADATA"))

    assert wheel.name == f"ai_facade_client-{version}-py3-none-any.whl"
    assert "ai_facade/py.typed" in names
    assert f"ai_facade_client-{version}.dist-info/licenses/LICENSE" in names
    assert (metadata["Name"], metadata["Version"]) == ("ai-facade-client", version)
    assert metadata["License-Expression"] == "Apache-2.0"
    assert {each.split("<")[0] for each in metadata.get_all("Requires-Dist", [])} == {"attrs", "httpx"}
    assert "## Quick start" in metadata.get_payload()


def test_nothing_of_this_machine_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        contents = b"".join(archive.read(name) for name in archive.namelist())

    assert str(ROOT).encode() not in contents
    assert str(Path.home()).encode() + b"/" not in contents


def test_two_builds_have_the_same_bytes(
    wheel: Path, contract: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_package, "KEPT", tmp_path / "kept")

    again = build(contract, tmp_path / "out")

    assert again.read_bytes() == wheel.read_bytes()


def test_a_second_build_starts_no_tool(
    wheel: Path, contract: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_package, "LIMIT_SECONDS", 0)  # a tool that starts is a tool that fails

    assert build(contract, tmp_path).read_bytes() == wheel.read_bytes()


def test_what_the_generator_cannot_do_fails_the_build(contract: Document, tmp_path: Path) -> None:
    simple = generator_edition(client_edition(contract, "/"))
    simple["components"]["schemas"]["EmbedTask"]["properties"]["texts"] = {"type": "array", "items": {"$ref": "#/x"}}

    with pytest.raises(BuildError, match="openapi_python_client failed"):
        write_tree(simple, tmp_path / "tree")


def test_a_new_operation_needs_no_code_of_ours(
    contract: Document, tmp_path: Path, forget_imports: Callable[[], None]
) -> None:
    write_tree(generator_edition(client_edition(_grown(contract), "/")), tmp_path / "tree")
    (tmp_path / "tree/program.py").write_text(PROGRAM, encoding="utf-8")
    forget_imports()
    sys.path.insert(0, str(tmp_path / "tree"))
    grown = importlib.import_module("ai_facade")

    with grown.Facade("https://stage.test", transport=httpx.MockTransport(_answer)) as facade:
        given = [each.name for each in facade.iterate_all_things(kind="a", limit=1)]

        assert given == ["first", "second"]
        assert facade.read_page("a b") == "<p>a b</p>"
        assert facade.export_things() == b"{}\n{}\n"
        assert facade.put_thing(grown.models.Thing(name="x", more=None)).name == "kept"
    assert mypy(tmp_path / "tree", "program.py", "ai_facade") == ""


@pytest.fixture
def forget_imports() -> Any:
    """The package is imported anew, and the one that other tests use is put back."""
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "ai_facade"}
    path = list(sys.path)

    def forget() -> None:
        for name in [name for name in sys.modules if name.split(".")[0] == "ai_facade"]:
            del sys.modules[name]

    yield forget

    forget()
    sys.modules.update(before)
    sys.path[:] = path


PROGRAM = """
import asyncio
from ai_facade import AsyncFacade, Facade, models

def calls(facade: Facade) -> None:
    names: list[str] = [each.name for each in facade.iterate_all_things(kind="a")]
    page: str = facade.read_page("a")
    exported: bytes = facade.export_things()
    thing = facade.put_thing(models.Thing(name=names[0] + page + exported.decode(), more=None), idempotency_key="k")
    if thing.more is not None:
        print(thing.more["open"])

async def calls_async(facade: AsyncFacade) -> None:
    names: list[str] = [each.name async for each in facade.iterate_all_things(kind="a")]
    exported: bytes = await facade.export_things()
    print(names, exported)
"""

THING = {
    "type": "object",
    "required": ["name", "more"],
    "properties": {"name": {"type": "string"}, "more": {"type": "object", "nullable": True}},
}
PAGE = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
        "nextCursor": {"type": "string"},
    },
}


def _grown(contract: Document) -> Document:
    """With operations of kinds that the contract may not have: a page of HTML, JSON Lines, another list, a PUT."""

    def answers(kind: str, schema: Any) -> dict[str, Any]:
        return {"200": {"description": "ok", "content": {kind: {"schema": schema}}}}

    def query(name: str, **schema: Any) -> dict[str, Any]:
        return {"name": name, "in": "query", "schema": {"type": "string", **schema}}

    thing = {"$ref": "#/components/schemas/Thing"}
    paging = [query("limit", type="integer", default=20), query("cursor"), query("kind", enum=["a", "b"])]
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    key = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
    body = {"required": True, "content": {"application/json": {"schema": thing}}}
    new = {
        "/things": {
            "get": {
                "operationId": "allThings",
                "tags": ["things"],
                "parameters": paging,
                "responses": answers("application/json", {"$ref": "#/components/schemas/ThingPage"}),
            },
            "put": {
                "operationId": "putThing",
                "tags": ["things"],
                "parameters": [key],
                "requestBody": body,
                "responses": answers("application/json", thing),
            },
        },
        "/pages/{name}": {
            "parameters": [name],
            "get": {"operationId": "readPage", "responses": answers("text/html", {"type": "string"})},
        },
        "/export": {"get": {"operationId": "exportThings", "responses": answers("application/jsonl", {})}},
    }
    root = contract.root
    schemas = {**root["components"]["schemas"], "Thing": THING, "ThingPage": PAGE}
    grown = {**root, "paths": {**root["paths"], **new}, "components": {**root["components"], "schemas": schemas}}
    return dataclasses.replace(contract, root=grown)


def _answer(request: httpx.Request) -> httpx.Response:
    match request.method, request.url.path:
        case "GET", "/things":
            first = "cursor" not in request.url.params
            item = {"name": "first" if first else "second", "more": {"open": [1]}}
            return httpx.Response(200, json={"items": [item], **({"nextCursor": "n"} if first else {})})
        case "PUT", "/things":
            assert request.headers["idempotency-key"]
            return httpx.Response(200, json={"name": "kept", "more": None})
        case "GET", "/pages/a b":
            return httpx.Response(200, html="<p>a b</p>")
    return httpx.Response(200, content=b"{}\n{}\n", headers={"Content-Type": "application/jsonl"})
