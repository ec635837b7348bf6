"""What a user touches is typed: no Any in it, however mypy and however Python itself looks at it."""

import ast
import inspect
import shutil
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from contract import client_edition, load
from tests.checkout import ROOT
from tests.clients.python.readme import BLOCKS, README
from tests.clients.python.strict import mypy

PROGRAM = Path(__file__).with_name("every_operation.py")
INHERITED = {"close"}


@pytest.fixture(scope="module")
def methods(ai_facade: Any) -> set[str]:
    return {name for name in dir(ai_facade.Facade) if not name.startswith("_")}


def test_every_operation_of_the_contract_is_a_method_of_both_facades(ai_facade: Any, methods: set[str]) -> None:
    paths = client_edition(load(ROOT / "openapi.yaml"), "/")["paths"]
    operations = {
        _snake(part["operationId"]) for item in paths.values() for part in item.values() if "operationId" in part
    }

    assert len(operations) >= 17
    assert operations <= methods
    assert methods == {name for name in dir(ai_facade.AsyncFacade) if not name.startswith("_")}


def test_no_signature_holds_any(ai_facade: Any, methods: set[str]) -> None:
    found = {
        f"{owner.__name__}.{name}"
        for owner in (ai_facade.Facade, ai_facade.AsyncFacade)
        for name in methods | {"__init__"}
        if _holds_any(_hints(ai_facade, getattr(owner, name)))
    }

    assert found == set()


def test_no_member_of_the_problem_or_the_credentials_is_any(ai_facade: Any) -> None:
    for thing in (ai_facade.ApiProblem.__init__, ai_facade.ClientCredentials, ai_facade.Fault):
        assert not _holds_any(_hints(ai_facade, thing))


def test_no_attribute_and_no_method_of_a_model_holds_any(ai_facade: Any) -> None:
    models: list[Any] = [getattr(ai_facade.models, name) for name in ai_facade.models.__all__]
    classes: list[Any] = [model for model in models if inspect.isclass(model)]
    found = {
        f"{model.__name__}.{getattr(thing, '__name__', '')}"
        for model in classes
        for thing in (model, model.to_dict, model.from_dict)
        if _holds_any(_hints(ai_facade, thing))
    }

    assert len(classes) > 40
    assert all(attrs.has(model) or issubclass(model, dict) for model in classes)
    assert found == set()


def test_every_parameter_and_every_result_has_a_type(ai_facade: Any, methods: set[str]) -> None:
    for owner in (ai_facade.Facade, ai_facade.AsyncFacade):
        for name in methods:
            signature = inspect.signature(getattr(owner, name))
            assert signature.return_annotation is not inspect.Signature.empty, name
            assert all(
                each.annotation is not inspect.Parameter.empty
                for each in signature.parameters.values()
                if each.name != "self"
            ), name


def test_the_package_is_strictly_typed(installed: Path) -> None:
    assert mypy(installed, "-p", "ai_facade") == ""


def test_a_program_that_calls_everything_never_meets_any(installed: Path, methods: set[str], tmp_path: Path) -> None:
    shutil.copytree(installed / "ai_facade", tmp_path / "ai_facade")
    shutil.copy(PROGRAM, tmp_path)
    called = {node.attr for node in ast.walk(ast.parse(PROGRAM.read_text("utf-8"))) if isinstance(node, ast.Attribute)}

    assert methods - INHERITED <= called
    assert mypy(tmp_path, PROGRAM.name, program=PROGRAM.stem) == ""


@pytest.mark.parametrize("block", [0, 1], ids=["threads", "asyncio"])
def test_the_quick_start_never_meets_any(installed: Path, tmp_path: Path, block: int) -> None:
    shutil.copytree(installed / "ai_facade", tmp_path / "ai_facade")
    (tmp_path / "program.py").write_text(BLOCKS.findall(README.read_text("utf-8"))[block], encoding="utf-8")

    assert mypy(tmp_path, "program.py") == ""


def test_a_wrong_program_is_told_so(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(installed / "ai_facade", tmp_path / "ai_facade")
    (tmp_path / "program.py").write_text(
        "from ai_facade import Facade, models\n"
        'facade = Facade("https://localhost")\n'
        'facade.list_documents(status="reddy")\n'
        "models.EmbedTask(texts=[1])\n"
        'facade.get_run("a").runid\n',
        encoding="utf-8",
    )

    told = mypy(tmp_path, "program.py")

    assert [line.split(":")[1] for line in told.splitlines() if " error: " in line] == ["3", "4", "5"]


def _hints(ai_facade: Any, thing: Any) -> list[Any]:
    # Models import each other for type checkers alone.
    known = {**vars(ai_facade.models), "JsonValue": ai_facade.JsonValue}
    return list(typing.get_type_hints(thing, localns=known).values())


def _holds_any(hints: list[Any]) -> bool:
    return any(each is Any for hint in hints for each in _parts(hint, frozenset()))


def _parts(hint: Any, above: frozenset[int]) -> Iterator[Any]:
    """The type and all that it is made of; a type that holds itself is not looked into again."""
    yield hint
    if id(hint) not in above:
        for each in hint if isinstance(hint, list) else typing.get_args(hint):
            yield from _parts(each, above | {id(hint)})


def _snake(operation_id: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation_id)
