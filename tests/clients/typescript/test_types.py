"""What tsc says of programs that use the package, at its strictest."""

import json
import re
from pathlib import Path
from typing import Any

from clients import typescript_package
from tests.clients.typescript.conftest import FOLDER, quick_start, run_node, type_check

PROGRAMS = FOLDER / "programs"
DECLARATIONS = "node_modules/ai-facade-client/dist/index.d.ts"


# One case each of where an `any` may hide, and what the finder calls the place.
PLANTED = {
    "export type One = { deep: readonly (string | { any: any })[] };": "One.deep.<>.any",
    "export declare function two(argument: Map<string, any>): void;": "two.argument.<>",
    "export declare function three<T extends { a: any }>(): Promise<T>;": "three.type parameter.constraint.a",
    "export interface Four { [name: string]: any }": "Four.string",
    "export declare class Five { method(): any }": "Five.method.return",
}


def test_right_programs_are_typed_and_wrong_calls_are_refused(project: Path, tmp_path: Path) -> None:
    quick_started = tmp_path / "first.mts"
    quick_started.write_text(quick_start(), encoding="utf-8")

    # An expected error that does not come is an error.
    type_check(project, PROGRAMS / "every_operation.ts", PROGRAMS / "refused.ts", quick_started)


def test_no_exported_type_is_any(project: Path) -> None:
    said = _find_any(project, DECLARATIONS)

    assert said["any"] == []
    assert said["walked"] > 500


def test_nothing_in_a_program_of_every_operation_is_any(project: Path) -> None:
    program = project / "names.ts"
    program.write_text((PROGRAMS / "every_operation.ts").read_text(encoding="utf-8"), encoding="utf-8")

    assert _find_any(project, program.name)["any"] == []


def test_an_any_is_found_wherever_it_is(project: Path, tmp_path: Path) -> None:
    planted = tmp_path / "planted.d.ts"
    planted.write_text("\n".join(PLANTED), encoding="utf-8")

    assert set(_find_any(project, str(planted))["any"]) >= set(PLANTED.values())


def test_an_any_of_a_program_is_found(project: Path, tmp_path: Path) -> None:
    planted = tmp_path / "planted.ts"
    planted.write_text("export const answer = JSON.parse('{}').answer as string;", encoding="utf-8")

    assert _find_any(project, str(planted))["any"] == ["JSON.parse('{}')", "JSON.parse('{}').answer"]


def test_no_source_of_the_layer_says_any() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (typescript_package.LAYER / "src").glob("*.ts")]

    assert sources
    assert not [text for text in sources if re.search(r"(\bas|[:<|,=]) any\b", text)]


def _find_any(project: Path, entry: str) -> dict[str, Any]:
    finder = project / "find_any.mjs"
    finder.write_text((PROGRAMS / "find_any.mjs").read_text(encoding="utf-8"), encoding="utf-8")
    said: dict[str, Any] = json.loads(run_node(project, finder.name, entry))
    return said
