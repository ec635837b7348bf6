"""Directives, parsed: what #set, #if, #foreach and the like do when a template is rendered."""

from dataclasses import dataclass
from typing import Any

from emulator.data_plane.errors import TemplateError
from emulator.data_plane.vtl.nodes import Block, Defined, Expression, Index, Property, Reference, is_true
from emulator.data_plane.vtl.run import MAX_ITERATIONS, Run
from emulator.data_plane.vtl.values import JavaMap, as_text


@dataclass(frozen=True, slots=True)
class Set:
    target: Reference
    expression: Expression

    def write(self, run: Run) -> None:
        value = self.expression.value(run)
        if not self.target.steps:
            run.names[self.target.name] = value
            return
        *way, last = self.target.steps
        owner = Reference(self.target.name, tuple(way)).value(run)
        key = last.name if isinstance(last, Property) else last.index.value(run) if isinstance(last, Index) else None
        if isinstance(owner, dict) and key is not None:
            owner[as_text(key)] = value
        elif isinstance(owner, list) and isinstance(key, int) and 0 <= key < len(owner):
            owner[key] = value


@dataclass(frozen=True, slots=True)
class If:
    """The branches with their conditions; the last one may have none."""

    branches: tuple[tuple[Expression | None, Block], ...]

    def write(self, run: Run) -> None:
        for condition, block in self.branches:
            if condition is None or is_true(condition.value(run)):
                block.write(run)
                return


@dataclass(frozen=True, slots=True)
class Foreach:
    name: str
    source: Expression
    block: Block

    def write(self, run: Run) -> None:
        items = _items(self.source.value(run))
        if len(items) > MAX_ITERATIONS:
            raise TemplateError(f"A #foreach has more than {MAX_ITERATIONS} iterations.")
        outer = {name: run.names.get(name) for name in (self.name, "foreach", "velocityCount")}
        for index, item in enumerate(items):
            run.step()
            run.names[self.name] = item
            run.names["foreach"] = _progress(index, len(items), outer["foreach"])
            run.names["velocityCount"] = index + 1
            try:
                self.block.write(run)
            except BreakLoop:
                break
        run.names.update(outer)


class BreakLoop(Exception):  # noqa: N818 - not an error
    """#break was met."""


@dataclass(frozen=True, slots=True)
class Break:
    def write(self, run: Run) -> None:
        del run
        raise BreakLoop


@dataclass(frozen=True, slots=True)
class Stop:
    def write(self, run: Run) -> None:
        run.stopped = True


@dataclass(frozen=True, slots=True)
class Define:
    name: str
    block: Block

    def write(self, run: Run) -> None:
        run.names[self.name] = Defined(self.block)


@dataclass(frozen=True, slots=True)
class Macro:
    """A definition, in force from where it stands."""

    name: str
    parameters: tuple[str, ...]
    block: Block

    def write(self, run: Run) -> None:
        run.names[f"#{self.name}"] = self


@dataclass(frozen=True, slots=True)
class MacroCall:
    """`source` is written if there is no such macro."""

    name: str
    arguments: tuple[Expression, ...]
    source: str

    def write(self, run: Run) -> None:
        macro = run.names.get(f"#{self.name}")
        if not isinstance(macro, Macro):
            run.write(self.source)
            return
        values = [argument.value(run) for argument in self.arguments]
        values += [None] * (len(macro.parameters) - len(values))
        outer = {name: run.names.get(name) for name in macro.parameters}
        run.names.update(zip(macro.parameters, values, strict=False))
        run.step()
        with run.nested():
            macro.block.write(run)
        run.names.update(outer)


def _items(source: Any) -> list[Any]:
    """A map is gone through by its values."""
    match source:
        case dict():
            return list(source.values())
        case list():
            return list(source)
    return []


def _progress(index: int, count: int, parent: Any) -> JavaMap:
    return JavaMap(
        index=index,
        count=index + 1,
        hasNext=index + 1 < count,
        first=index == 0,
        last=index + 1 == count,
        parent=parent,
    )
