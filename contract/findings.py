"""What a check of a contract finds, and the rules that find it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from contract.document import Document

Faults = Iterator[tuple[str, str]]
"""JSON pointers, each with a sentence that says what is wrong there and how to mend it."""


@dataclass(frozen=True, slots=True)
class Finding:
    path: str
    line: int
    column: int
    pointer: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class Rule:
    """`aws` is what AWS says or does to who breaks the rule; empty for rules of our own wiring."""

    name: str
    check: Callable[[Document], Faults]
    aws: str = ""

    def findings(self, document: Document) -> Iterator[Finding]:
        for pointer, sentence in self.check(document):
            place = document.place(pointer)
            message = f"{sentence} AWS: {self.aws}" if self.aws else sentence
            yield Finding(place.path, place.line, place.column, pointer, self.name, message)


def run(rules: Iterable[Rule], document: Document) -> tuple[Finding, ...]:
    """In the order of the file."""
    found = (finding for rule in rules for finding in rule.findings(document))
    return tuple(sorted(found, key=lambda each: (each.line, each.column, each.pointer, each.rule)))
