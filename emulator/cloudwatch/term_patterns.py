"""Filter patterns for any text: words, "phrases", -excluded and ?optional ones, %regular expressions%. Pure."""

import re
from dataclasses import dataclass

from emulator.cloudwatch.pattern_values import Expression, InvalidPattern, parse_expression, unquoted

_TERM = re.compile(r"""\s*(?P<sign>[-?]?)(?P<text>"(?:\\.|[^"\\])*"|%(?:\\.|[^%\\])+%|[^\s"%]+)""")

Term = str | Expression


@dataclass(frozen=True, slots=True)
class TermPattern:
    """An empty one matches everything. The optional terms count where no other has to be there, as on AWS."""

    required: tuple[Term, ...]
    excluded: tuple[Term, ...]
    optional: tuple[Term, ...]

    def matches(self, message: str) -> bool:
        if any(_is_in(term, message) for term in self.excluded):
            return False
        if self.required or not self.optional:
            return all(_is_in(term, message) for term in self.required)
        return any(_is_in(term, message) for term in self.optional)


def parse_terms(text: str) -> TermPattern | InvalidPattern:
    terms: dict[str, list[Term]] = {"": [], "-": [], "?": []}
    place = 0
    while place < len(text):
        found = _TERM.match(text, place)
        if found is None:
            return InvalidPattern(f"Unexpected: {text[place:].strip()[:40]}")
        term = _read(found["text"])
        if isinstance(term, InvalidPattern):
            return term
        terms[found["sign"]].append(term)
        place = found.end()
    return TermPattern(tuple(terms[""]), tuple(terms["-"]), tuple(terms["?"]))


def _read(literal: str) -> Term | InvalidPattern:
    if literal.startswith("%"):
        return parse_expression(literal)
    return unquoted(literal) if literal.startswith('"') else literal


def _is_in(term: Term, message: str) -> bool:
    return term in message if isinstance(term, str) else term.found_in(message)
