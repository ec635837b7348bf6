"""Where in an operation two documents are compared, and what a difference there means to a client.

What a client sends is judged the other way round than what it gets: a request may be widened, an answer narrowed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from comparison.change import Change, Verdict
from comparison.part import Part, component_of, references, same, sunset_of

Changes = Iterator[Change]


class Role(Enum):
    """PROBLEM is an answer of a status from 400 up as a problem document, whose kinds a client tells by the status when
    it does not know them.
    """

    NONE = auto()
    REQUEST = auto()
    RESPONSE = auto()
    PROBLEM = auto()


class Direction(Enum):
    NARROWED = auto()
    WIDENED = auto()
    CHANGED = auto()


VERDICTS = {
    (Role.REQUEST, Direction.NARROWED): Verdict.BREAKING,
    (Role.REQUEST, Direction.WIDENED): Verdict.COMPATIBLE,
    (Role.RESPONSE, Direction.NARROWED): Verdict.COMPATIBLE,
    (Role.RESPONSE, Direction.WIDENED): Verdict.BREAKING,
    (Role.PROBLEM, Direction.NARROWED): Verdict.COMPATIBLE,
    (Role.PROBLEM, Direction.WIDENED): Verdict.BREAKING,
}
CONSEQUENCES = {
    (Role.REQUEST, Direction.NARROWED): "What a client sends today may be refused.",
    (Role.REQUEST, Direction.WIDENED): "A client may send more than before, and need not.",
    (Role.REQUEST, Direction.CHANGED): "What a client sends today may be refused or mean something else.",
    (Role.RESPONSE, Direction.NARROWED): "A client gets nothing that it did not expect.",
    (Role.RESPONSE, Direction.WIDENED): "A client may get what it did not expect.",
    (Role.RESPONSE, Direction.CHANGED): "A client may get what it did not expect.",
}


@dataclass(frozen=True, slots=True)
class Site:
    """`where` says it in words, such as `the request body`; `path` leads from there into a schema. `same` are the
    components that are equal in both documents.
    """

    same: frozenset[str] = field(repr=False)
    operation: str = ""
    role: Role = Role.NONE
    where: str = "the document"
    path: tuple[str, ...] = ()
    sunset: str = ""

    def under(self, base: Any) -> "Site":
        """The same place, with what the earlier node announces about its end."""
        announced = sunset_of(base)
        return replace(self, sunset=announced) if announced else self

    def below(self, name: str) -> "Site":
        return replace(self, path=(*self.path, name))

    def place(self) -> str:
        named = ".".join(self.path).replace(".[]", "[]").replace(".{}", "{}")
        return f"`{named}` of {self.where}" if named else self.where

    def is_same(self, base: Any, head: Any) -> bool:
        """Nothing is different here or behind any reference."""
        return same(base, head) and all(component_of(each) in self.same for each in references(base))

    def change(self, part: Part, kind: str, verdict: Verdict, sentence: str) -> Change:
        return Change(part.pointer, self.operation, kind, verdict, sentence, self.where, sunset=self.sunset)

    def moved(self, part: Part, kind: str, direction: Direction, words: str) -> Change:
        """A change of what is valid here; `words` say what differs, without the place and the full stop."""
        role = Role.RESPONSE if self.role is Role.PROBLEM else self.role
        verdict = VERDICTS.get((self.role, direction), Verdict.BREAKING)
        return self.change(part, kind, verdict, f"In {self.place()}, {words}. {CONSEQUENCES[role, direction]}")

    def unrecognised(self, part: Part, name: str) -> Change:
        sentence = (
            f"In {self.place()}, `{name}` is different, and no rule knows what that means to a client; "
            "so it counts as breaking."
        )
        return self.change(part, "unrecognised", Verdict.BREAKING, sentence)
