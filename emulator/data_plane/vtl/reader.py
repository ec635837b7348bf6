"""Reading templates: text, references and directives, as Velocity 1.7 has them. What is no directive is text."""

import re
from collections.abc import Callable, Mapping

from emulator.data_plane.errors import TemplateSyntaxError
from emulator.data_plane.vtl import directives, nodes
from emulator.data_plane.vtl.expressions import ExpressionReader

_PLAIN = re.compile(r"[^\\$#]+")
_ESCAPED = re.compile(r"(?P<backslashes>\\+)(?P<sign>[$#])")
_COMMENT = re.compile(r"##[^\n]*(?:\n|\Z)|#\*.*?(?:\*#(?:[ \t]*\n)?|\Z)", re.DOTALL)
_VERBATIM = re.compile(r"#\[\[(?P<text>.*?)\]\]#", re.DOTALL)
_CLOSING = re.compile(r"#(?P<brace>\{)?(?P<name>elseif|else|end)(?(brace)\})")
_OPENING = re.compile(r"#(?P<brace>\{)?(?P<name>[A-Za-z_]\w*)(?(brace)\})(?P<arguments>[ \t]*\()?", re.ASCII)
_LINE_END = re.compile(r"[ \t]*\r?\n")
_NAME = re.compile(r"\s*(\w+)", re.ASCII)
_VARIABLE = re.compile(r"\s*,?\s*\$!?\{?([A-Za-z_][\w-]*)\}?", re.ASCII)
_IN = re.compile(r"\s+in\s+")

_WORDS: Mapping[str, nodes.Writer] = {"stop": directives.Stop(), "break": directives.Break()}


class TemplateReader(ExpressionReader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._directives: Mapping[str, Callable[[], nodes.Writer]] = {
            "if": self._if,
            "set": self._set,
            "foreach": self._foreach,
            "define": self._define,
            "macro": self._macro,
            "evaluate": self._refuse,
            "include": self._refuse,
            "parse": self._refuse,
        }

    def template(self) -> nodes.Block:
        """Raises TemplateSyntaxError."""
        block = self._block()
        if self.at < len(self.text):
            raise self.expected("The end of the template")
        return block

    def interpolated(self, text: str) -> nodes.Expression:
        if "$" not in text and "#" not in text:
            return nodes.Literal(text)
        return nodes.Interpolated(TemplateReader(text).template())

    def _block(self) -> nodes.Block:
        """Up to what closes it, which is left unread, or to the end."""
        children: list[nodes.Writer] = []
        texts: list[str] = []
        while self.at < len(self.text) and not _CLOSING.match(self.text, self.at):
            child = self._child()
            if isinstance(child, nodes.Text):
                texts.append(child.text)
                continue
            if text := "".join(texts):
                children.append(nodes.Text(text))
            texts.clear()
            children.append(child)
        if text := "".join(texts):
            children.append(nodes.Text(text))
        return nodes.Block(tuple(children))

    def _child(self) -> nodes.Writer:
        if (plain := _PLAIN.match(self.text, self.at)) is not None:
            self.at = plain.end()
            return nodes.Text(plain[0])
        match self.text[self.at]:
            case "$":
                return self.reference() or self._character()
            case "#":
                return self._directive()
        return self._escape()

    def _character(self) -> nodes.Text:
        self.at += 1
        return nodes.Text(self.text[self.at - 1])

    def _escape(self) -> nodes.Writer:
        """A backslash before a dollar or hash makes it plain text; two are one that is plain text."""
        found = _ESCAPED.match(self.text, self.at)
        if found is None:
            return self._character()
        count = len(found["backslashes"])
        escapes = count % 2 == 1
        self.at = found.end() if escapes else found.start("sign")
        return nodes.Text("\\" * (count // 2) + (found["sign"] if escapes else ""))

    def _directive(self) -> nodes.Writer:
        if (skipped := _COMMENT.match(self.text, self.at) or _VERBATIM.match(self.text, self.at)) is not None:
            self.at = skipped.end()
            return nodes.Text(skipped.groupdict().get("text", ""))
        opening = _OPENING.match(self.text, self.at)
        if opening is None:
            return self._character()
        name = opening["name"]
        if name in _WORDS:
            self.at = opening.end("name") + len(opening["brace"] or "")
            return _WORDS[name]
        if opening["arguments"] is None:
            return self._character()
        if name not in self._directives:
            return self._macro_call(opening)
        self.at = opening.end()
        return self._directives[name]()

    def _if(self) -> directives.If:
        branches: list[tuple[nodes.Expression | None, nodes.Block]] = [self._branch()]
        while True:
            closing = _CLOSING.match(self.text, self.at)
            if closing is None:
                raise self.expected("#else, #elseif or #end")
            if closing["name"] == "end":
                self._end()
                return directives.If(tuple(branches))
            self.at = closing.end()
            if closing["name"] == "elseif":
                self.expect("(")
                branches.append(self._branch())
            else:
                branches.append((None, self._block()))

    def _branch(self) -> tuple[nodes.Expression, nodes.Block]:
        condition = self.expression()
        self._close()
        return condition, self._block()

    def _set(self) -> directives.Set:
        self.at = self._after_space()
        target = self.reference()
        if target is None:
            raise self.expected("A reference")
        self.expect("=")
        value = self.expression()
        self._close()
        return directives.Set(target, value)

    def _foreach(self) -> directives.Foreach:
        name = self._required(_VARIABLE, "A variable")
        self._required(_IN, "in")
        source = self.expression()
        self._close()
        return directives.Foreach(name, source, self._body())

    def _define(self) -> directives.Define:
        name = self._required(_VARIABLE, "A variable")
        self._close()
        return directives.Define(name, self._body())

    def _macro(self) -> directives.Macro:
        name = self._required(_NAME, "A name")
        parameters = []
        while (parameter := _VARIABLE.match(self.text, self.at)) is not None:
            parameters.append(parameter[1])
            self.at = parameter.end()
        self._close()
        return directives.Macro(name, tuple(parameters), self._body())

    def _macro_call(self, opening: re.Match[str]) -> nodes.Writer:
        """Text that is no call after all, such as "#1 (of two)", stays text."""
        begin, self.at = self.at, opening.end()
        try:
            arguments = self.arguments(")")
        except TemplateSyntaxError:
            self.at = begin
            return self._character()
        return directives.MacroCall(opening["name"], arguments, self.text[begin : self.at])

    def _refuse(self) -> nodes.Writer:
        raise TemplateSyntaxError("#evaluate, #include and #parse are directives that API Gateway does not have")

    def _body(self) -> nodes.Block:
        block = self._block()
        closing = _CLOSING.match(self.text, self.at)
        if closing is None or closing["name"] != "end":
            raise self.expected("#end")
        self._end()
        return block

    def _end(self) -> None:
        closing = _CLOSING.match(self.text, self.at)
        assert closing is not None, "The caller has seen it."
        self.at = closing.end()
        self._skip_line_end()

    def _close(self) -> None:
        """The parenthesis of a directive, and the end of its line, which is not part of what is written."""
        self.expect(")")
        self._skip_line_end()

    def _skip_line_end(self) -> None:
        if (line_end := _LINE_END.match(self.text, self.at)) is not None:
            self.at = line_end.end()

    def _required(self, pattern: re.Pattern[str], what: str) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise self.expected(what)
        self.at = found.end()
        return found[1] if pattern.groups else found[0]
