"""Parsed templates: blocks write, expressions have a value. The reader makes them; a `Run` is what they work on.

Undefined references write nothing: API Gateway reads every reference as a quiet one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from emulator.data_plane.errors import TemplateError
from emulator.data_plane.vtl.methods import call_method, read_property
from emulator.data_plane.vtl.run import MAX_ITERATIONS, Run, bounded
from emulator.data_plane.vtl.values import ArrayList, JavaMap, as_text


class Expression(Protocol):
    def value(self, run: Run) -> Any: ...


class Writer(Protocol):
    def write(self, run: Run) -> None: ...


class Step(Protocol):
    """From a value to what a part of a reference finds there."""

    def read(self, owner: Any, run: Run) -> Any: ...


@dataclass(frozen=True, slots=True)
class Block:
    children: tuple[Writer, ...]

    def write(self, run: Run) -> None:
        for child in self.children:
            if run.stopped:
                return
            child.write(run)


@dataclass(frozen=True, slots=True)
class Text:
    text: str

    def write(self, run: Run) -> None:
        run.write(self.text)


@dataclass(frozen=True, slots=True)
class Literal:
    constant: Any

    def value(self, run: Run) -> Any:
        del run
        return self.constant


@dataclass(frozen=True, slots=True)
class Interpolated:
    """A text in double quotes."""

    block: Block

    def value(self, run: Run) -> str:
        outer = run.begin_text()
        try:
            self.block.write(run)
        finally:
            text = run.end_text(outer)
        return text


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Expression, ...]

    def value(self, run: Run) -> ArrayList:
        return ArrayList([item.value(run) for item in self.items])


@dataclass(frozen=True, slots=True)
class RangeOf:
    first: Expression
    last: Expression

    def value(self, run: Run) -> ArrayList | None:
        first, last = self.first.value(run), self.last.value(run)
        if not isinstance(first, int) or not isinstance(last, int):
            return None
        step = 1 if first <= last else -1
        numbers = range(first, last + step, step)
        if abs(last - first) >= 10 * MAX_ITERATIONS:
            raise TemplateError(f"A range has {len(numbers)} numbers.")
        return ArrayList(numbers)


@dataclass(frozen=True, slots=True)
class MapOf:
    pairs: tuple[tuple[Expression, Expression], ...]

    def value(self, run: Run) -> JavaMap:
        return JavaMap([(as_text(key.value(run)), value.value(run)) for key, value in self.pairs])


@dataclass(frozen=True, slots=True)
class Property:
    name: str

    def read(self, owner: Any, run: Run) -> Any:
        del run
        return read_property(owner, self.name)


@dataclass(frozen=True, slots=True)
class MethodCall:
    name: str
    arguments: tuple[Expression, ...]

    def read(self, owner: Any, run: Run) -> Any:
        return bounded(call_method(owner, self.name, [argument.value(run) for argument in self.arguments]))


@dataclass(frozen=True, slots=True)
class Index:
    index: Expression

    def read(self, owner: Any, run: Run) -> Any:
        index = self.index.value(run)
        if isinstance(owner, list):
            return owner[index] if isinstance(index, int) and 0 <= index < len(owner) else None
        return read_property(owner, as_text(index))


@dataclass(frozen=True, slots=True)
class Reference:
    name: str
    steps: tuple[Step, ...] = ()
    alternate: Expression | None = None

    def value(self, run: Run) -> Any:
        found = run.names.get(self.name)
        if isinstance(found, Defined):
            found = found.render(run)
        for step in self.steps:
            if found is None:
                break
            found = step.read(found, run)
        return self.alternate.value(run) if found is None and self.alternate else found

    def write(self, run: Run) -> None:
        value = self.value(run)
        if value is not None:
            run.write(as_text(value))


@dataclass(frozen=True, slots=True)
class Defined:
    """What #define has put in a variable: rendered wherever the variable is."""

    block: Block

    def render(self, run: Run) -> str:
        run.step()
        with run.nested():
            return Interpolated(self.block).value(run)


@dataclass(frozen=True, slots=True)
class Not:
    operand: Expression

    def value(self, run: Run) -> bool:
        return not is_true(self.operand.value(run))


@dataclass(frozen=True, slots=True)
class And:
    left: Expression
    right: Expression

    def value(self, run: Run) -> bool:
        return is_true(self.left.value(run)) and is_true(self.right.value(run))


@dataclass(frozen=True, slots=True)
class Or:
    left: Expression
    right: Expression

    def value(self, run: Run) -> bool:
        return is_true(self.left.value(run)) or is_true(self.right.value(run))


@dataclass(frozen=True, slots=True)
class Binary:
    apply: Callable[[Any, Any], Any]
    left: Expression
    right: Expression

    def value(self, run: Run) -> Any:
        return bounded(self.apply(self.left.value(run), self.right.value(run)))


def is_true(value: Any) -> bool:
    """Null, false, zero and whatever is empty are not."""
    return bool(value)
