"""Reading expressions and references out of a template's text."""

import re
from abc import ABC, abstractmethod

from emulator.data_plane.errors import TemplateSyntaxError
from emulator.data_plane.vtl import nodes
from emulator.data_plane.vtl.operators import LEVELS

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_REFERENCE = re.compile(r"\$!?(?P<brace>\{)?(?P<name>[A-Za-z_][\w-]*)", re.ASCII)
_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"-?\d+(?P<fraction>\.\d+)?")
_WORD = re.compile(r"(true|false|null)\b")
_STRING = re.compile(r"'(?P<plain>[^']*)'|\"(?P<interpolated>(?:[^\"]|\"\")*)\"", re.DOTALL)
_OR, _AND, _NOT = re.compile(r"\|\||or\b"), re.compile(r"&&|and\b"), re.compile(r"!(?!=)|not\b")
_BINARY = tuple(tuple((re.compile(pattern), apply) for pattern, apply in level.items()) for level in LEVELS)
_WORDS = {"true": True, "false": False, "null": None}


class ExpressionReader(ABC):
    """Reads `text` from `at` onwards, which is left behind what was read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @abstractmethod
    def interpolated(self, text: str) -> nodes.Expression:
        """A text in double quotes, which is a template of its own."""

    def reference(self) -> nodes.Reference | None:
        """None, with nothing read, if what only looks like a reference is plain text."""
        start = _REFERENCE.match(self.text, self.at)
        if start is None:
            return None
        begin, self.at = self.at, start.end()
        steps = tuple(self._steps())
        alternate = None
        if start["brace"]:
            if self._take("|"):
                alternate = self.expression()
            if not self._take("}"):
                self.at = begin
                return None
        return nodes.Reference(start["name"], steps, alternate)

    def expression(self) -> nodes.Expression:
        left = self._conjunction()
        while self._match(_OR):
            left = nodes.Or(left, self._conjunction())
        return left

    def expect(self, token: str) -> None:
        if not self._take(token):
            raise self.expected(token)

    def expected(self, what: str) -> TemplateSyntaxError:
        rest = self.text[self.at : self.at + 20]
        return TemplateSyntaxError(f"{what} expected before {rest!r}" if rest else f"{what} expected at the end")

    def arguments(self, end: str) -> tuple[nodes.Expression, ...]:
        """Up to and including `end`. Commas may be left out, as macros' calls do."""
        found: list[nodes.Expression] = []
        while not self._take(end):
            if found:
                self._take(",")
            found.append(self.expression())
        return tuple(found)

    def _steps(self) -> list[nodes.Step]:
        steps: list[nodes.Step] = []
        while True:
            if self.text.startswith(".", self.at) and (name := _NAME.match(self.text, self.at + 1)):
                self.at = name.end()
                if self.text.startswith("(", self.at):
                    self.at += 1
                    steps.append(nodes.MethodCall(name[0], self.arguments(")")))
                else:
                    steps.append(nodes.Property(name[0]))
            elif (index := self._index()) is not None:
                steps.append(index)
            else:
                return steps

    def _index(self) -> nodes.Index | None:
        """None, with nothing read, for a bracket that is plain text."""
        begin = self.at
        if not self.text.startswith("[", begin):
            return None
        self.at += 1
        try:
            index = nodes.Index(self.expression())
            self.expect("]")
        except TemplateSyntaxError:
            self.at = begin
            return None
        return index

    def _conjunction(self) -> nodes.Expression:
        left = self._binary(0)
        while self._match(_AND):
            left = nodes.And(left, self._binary(0))
        return left

    def _binary(self, level: int) -> nodes.Expression:
        if level == len(_BINARY):
            return self._operand()
        left = self._binary(level + 1)
        while (apply := next((apply for pattern, apply in _BINARY[level] if self._match(pattern)), None)) is not None:
            left = nodes.Binary(apply, left, self._binary(level + 1))
        return left

    def _operand(self) -> nodes.Expression:
        if self._match(_NOT):
            return nodes.Not(self._operand())
        if self._take("("):
            inner = self.expression()
            self.expect(")")
            return inner
        if self._take("["):
            return self._list()
        if self._take("{"):
            return self._map()
        return self._literal()

    def _literal(self) -> nodes.Expression:
        if (number := self._match(_NUMBER)) is not None:
            return nodes.Literal(float(number[0]) if number["fraction"] else int(number[0]))
        if (word := self._match(_WORD)) is not None:
            return nodes.Literal(_WORDS[word[0]])
        if (string := self._match(_STRING)) is not None:
            if string["plain"] is not None:
                return nodes.Literal(string["plain"])
            return self.interpolated(string["interpolated"].replace('""', '"'))
        self.at = self._after_space()
        reference = self.reference()
        if reference is None:
            raise self.expected("A value")
        return reference

    def _list(self) -> nodes.Expression:
        if self._take("]"):
            return nodes.ListOf(())
        first = self.expression()
        if self._take(".."):
            last = self.expression()
            self.expect("]")
            return nodes.RangeOf(first, last)
        self._take(",")
        return nodes.ListOf((first, *self.arguments("]")))

    def _map(self) -> nodes.Expression:
        pairs: list[tuple[nodes.Expression, nodes.Expression]] = []
        while not self._take("}"):
            if pairs:
                self.expect(",")
            key = self.expression()
            self.expect(":")
            pairs.append((key, self.expression()))
        return nodes.MapOf(tuple(pairs))

    def _take(self, token: str) -> bool:
        begin = self._after_space()
        if not self.text.startswith(token, begin):
            return False
        self.at = begin + len(token)
        return True

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self._after_space())
        if found is not None:
            self.at = found.end()
        return found

    def _after_space(self) -> int:
        space = _SPACE.match(self.text, self.at)
        return space.end() if space else self.at
