"""The tarball: what is in it, that it can be made again, and that it grows with the contract by itself."""

import copy
import json
import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from clients import typescript_package
from contract import Document, client_edition, load
from tests.checkout import ROOT
from tests.clients.typescript.conftest import install, run_node, type_check

PROGRAM = """
import { createFacade } from 'ai-facade-client';

const fetch = async (request: Request) => {
  const second = new URL(request.url).searchParams.has('cursor');
  const page = second ? { items: [{ note: 'b' }] } : { items: [{ note: 'a' }], nextCursor: 'c' };
  const answer = request.method === 'GET' ? page : { note: request.headers.get('Idempotency-Key') };
  return Response.json(answer);
};
const facade = createFacade({ url: 'https://stage.example', token: 'a-token', fetch });
const notes: string[] = [];
for await (const { note } of facade.iterate('/notes')) notes.push(note);
const { data: created } = await facade.PUT('/notes', { body: { note: 'c' } });
console.log(JSON.stringify([...notes, created.note]));
"""


@pytest.fixture(scope="module")
def members(tarball: Path) -> dict[str, bytes]:
    with tarfile.open(tarball) as archive:
        files = [(member.name, archive.extractfile(member)) for member in archive.getmembers()]
        return {name.removeprefix("package/"): file.read() for name, file in files if file is not None}


def test_the_package_has_the_version_of_the_contract(
    document: Document, tarball: Path, members: dict[str, bytes]
) -> None:
    version = document.root["info"]["version"]

    package = json.loads(members["package.json"])
    assert tarball.name == f"ai-facade-client-{version}.tgz"
    assert package["version"] == version
    assert package["license"] == "Apache-2.0"
    assert package["sideEffects"] is False


def test_what_the_package_names_is_in_it_and_nothing_else(members: dict[str, bytes]) -> None:
    package = json.loads(members["package.json"])

    named = {path.removeprefix("./") for path in package["exports"]["."].values()}
    assert named <= members.keys()
    outside = {name for name in members if not name.startswith("dist/")}
    assert outside == {"package.json", "README.md", "LICENSE"}


def test_the_code_runs_in_a_browser_too(members: dict[str, bytes]) -> None:
    code = {name: text.decode() for name, text in members.items() if name.endswith(".js")}

    imported = {found for text in code.values() for found in re.findall(r"(?:from|import) ?\(?'([^'.][^']*)'", text)}
    assert imported == {"openapi-fetch"}
    assert not any(re.search(r"\b(process|Buffer|require|__dirname)\b", text) for text in code.values())


def test_the_package_holds_neither_a_url_of_a_stage_nor_a_path_of_a_machine(members: dict[str, bytes]) -> None:
    everything = b"\n".join(members.values()).decode()

    assert str(ROOT) not in everything
    assert "localhost" not in everything
    assert "127.0.0.1" not in everything


def test_a_second_build_takes_the_first(document: Document, tarball: Path, tmp_path: Path) -> None:
    def kept() -> dict[str, int]:
        same = (path for path in typescript_package.BUILT.glob("*.tgz") if path.read_bytes() == tarball.read_bytes())
        return {path.name: path.stat().st_mtime_ns for path in same}

    before = kept()

    again = typescript_package.build(document, tmp_path / "not" / "there")

    assert again.read_bytes() == tarball.read_bytes()
    assert kept() == before


def test_operations_with_a_key_are_those_of_the_document(document: Document) -> None:
    edition = client_edition(document, "/")

    found = set(typescript_package.operations_with_key(edition))

    creators = {
        f"{method.upper()} {path}"
        for path, item in edition["paths"].items()
        for method, operation in item.items()
        if {"$ref": "#/components/parameters/IdempotencyKey"}
        in (operation.get("parameters", []) if isinstance(operation, dict) else [])
    }
    assert found == creators
    assert "POST /documents" in found


def test_an_operation_that_is_new_is_covered_without_code(tmp_path: Path) -> None:
    tarball = typescript_package.build(_with_notes(tmp_path), tmp_path)
    project = install(tarball, tmp_path / "project")
    program = project / "notes.ts"
    program.write_text(PROGRAM, encoding="utf-8")

    type_check(project, program)
    first, second, key = json.loads(run_node(project, program.name))

    assert (first, second) == ("a", "b")
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key)


def _with_notes(folder: Path) -> Document:
    """A list of pages, and a PUT whose key is a parameter of the path, spelled in its own way."""
    root: dict[str, Any] = copy.deepcopy(yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8")))
    note = {"type": "object", "required": ["note"], "properties": {"note": {"type": "string"}}}
    page = {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": note}, "nextCursor": {"type": "string"}},
    }
    root["paths"]["/notes"] = {
        "parameters": [{"name": "idempotency-key", "in": "header", "schema": {"type": "string"}}],
        "get": {"operationId": "listNotes", "responses": {"200": {"description": "A page.", **_json(page)}}},
        "put": {
            "operationId": "putNote",
            "requestBody": {"required": True, **_json(note)},
            "responses": {"200": {"description": "The note.", **_json(note)}},
        },
    }
    path = folder / "openapi.json"
    path.write_text(json.dumps(root, default=str), encoding="utf-8")
    return load(path)


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}
