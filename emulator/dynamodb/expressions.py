"""Expressions are parsed once: an application has a few dozen of them, and sends each over and over.

moto parses the expressions of an UpdateItem twice, and copies and walks through what comes of it in ways that take as
long again: 1 ms of the request.
"""

from copy import deepcopy
from functools import cache, lru_cache
from typing import Any

from moto.dynamodb.comparisons import AttributePath, AttributeValue, ConditionExpressionParser
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.parsing import ast_nodes, expressions
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords
from moto.dynamodb.parsing.validators import ActionCountValidator, OverlappingPathsValidator

_MOST_TEXTS = 256
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, in characters here
_LONGEST_TEXT = 4096

# moto keeps types out of these two modules.
_nodes: Any = ast_nodes
_parsing: Any = expressions
Node = Any
Traverser = Any

_make_any = _parsing.UpdateExpressionParser.make
_parse_any = ConditionExpressionParser.parse
_make_any_operand = ConditionExpressionParser._make_operand  # noqa: SLF001 - the part in which names and values come in


def parse_once() -> None:
    _parsing.UpdateExpressionParser.make = staticmethod(_make)
    _nodes.Node.__deepcopy__ = _copy
    _nodes.Node.find_clauses = _find_clauses
    _nodes.DepthFirstTraverser.traverse_node_recursively = _traverse
    for validator in (ActionCountValidator, OverlappingPathsValidator):
        validator.traverse = _check_whole
    condition: Any = ConditionExpressionParser
    condition.parse = _parse
    condition._make_operand = _make_operand  # noqa: SLF001 - as above
    keywords: Any = ReservedKeywords
    keywords.KEYWORDS = frozenset(ReservedKeywords.get_reserved_keywords())  # moto looks for each name in a list of 573


def _make(text: str) -> Node:
    """Nobody changes it: what takes a tree to pieces takes a copy."""
    return _make_any(text) if len(text) > _LONGEST_TEXT else _tree(text)


@lru_cache(_MOST_TEXTS)
def _tree(text: str) -> Node:
    return _make_any(text)


def _copy(node: Node, memo: dict[int, Any]) -> Node:
    """What deepcopy makes of it, which does not know that a child has one parent, and that most leaves hold a text."""
    copied = object.__new__(type(node))
    copied.type, copied.parent, copied.children = node.type, None, None
    if node.children is not None:
        copied.children = [_copy_child(child, copied, memo) for child in node.children]
    return copied


def _copy_child(child: object, parent: Node, memo: dict[int, Any]) -> object:
    if not isinstance(child, _nodes.Node):
        return child if isinstance(child, str | int) else deepcopy(child, memo)
    copied = _copy(child, memo)
    copied.parent = parent
    return copied


class _Kinds(dict[type, type | None]):
    """Which of some kinds of node a class belongs to; None for another node, `str` for what is none.

    The nodes' classes are abstract ones, of which isinstance asks a function in Python, again and again.
    """

    def __init__(self, kinds: tuple[type, ...]) -> None:
        super().__init__()
        self._kinds = kinds

    def __missing__(self, kind: type) -> type | None:
        of_nodes = next((wanted for wanted in self._kinds if issubclass(kind, wanted)), None)
        self[kind] = of_nodes if issubclass(kind, _nodes.Node) else str
        return self[kind]


_kinds_of = cache(_Kinds)
_PARENTS = _kinds_of((_nodes.Expression, _nodes.UpdateExpressionFunction))


def _find_clauses(node: Node, wanted: list[type]) -> list[Node]:
    found: list[Node] = []
    for child in node.children or ():
        kind = type(child)
        if kind in wanted:
            found.append(child)
        elif _PARENTS[kind] not in {None, str}:
            found.extend(child.find_clauses(wanted))
    return found


def _traverse(traverser: Traverser, root: Node, child_id: int = -1) -> Any:
    """In moto's order: children before their parents, from left to right."""
    processors = traverser._processing_map()  # noqa: SLF001 - moto asks for it at each node
    return _visit(traverser, processors, _kinds_of(tuple(processors)), root, child_id)


def _visit(traverser: Traverser, processors: dict[type, Any], kinds: _Kinds, node: Any, child_id: int) -> Any:
    for index, child in enumerate(node.children or ()):
        traverser.pre_processing_of_child(node, index)
        if kinds[type(child)] is not str:
            _visit(traverser, processors, kinds, child, index)
    kind = kinds[type(node)]
    if kind is None:
        return node
    parent = node.parent
    processed = processors[kind](node)
    processed.parent = parent
    if parent:
        parent.children[child_id] = processed
    return processed


def _check_whole(validator: Traverser, root: Node) -> Any:
    """What the whole expression has none of, none of its parts has: moto looks into each, and finds the first."""
    try:
        return validator.process(root)
    except Exception:  # noqa: BLE001 - moto raises it, or what comes before it
        return _traverse(validator, root)


class _Syntax(ConditionExpressionParser):
    """A condition whose names and values stand as they are called: it holds for any of them."""

    node: Any = None

    def _lookup_expression_attribute_name(self, name: str) -> str:
        return name

    def _lookup_expression_attribute_value(self, name: str) -> Any:
        return name

    def _make_op_condition(self, node: Any) -> Any:
        self.node = node


@lru_cache(_MOST_TEXTS)
def _syntax(text: str) -> _Syntax | None:
    """None for what moto does not understand."""
    syntax = _Syntax(text, None, None)
    try:
        _parse_any(syntax)
    except Exception:  # noqa: BLE001 - it is parsed once more, by moto, for the error that it is
        return None
    return syntax


def _parse(parser: ConditionExpressionParser) -> Any:
    text = parser.condition_expression
    syntax = _syntax(text) if text and len(text) <= _LONGEST_TEXT else None
    if syntax is None or not _has_all(parser, syntax):
        return _parse_or_refuse(parser)
    parser.expr_attr_names_found.extend(syntax.expr_attr_names_found)
    parser.expr_attr_values_found.extend(syntax.expr_attr_values_found)
    return parser._make_op_condition(syntax.node)  # noqa: SLF001 - moto's own last step


def _parse_or_refuse(parser: ConditionExpressionParser) -> Any:
    """Of most mistakes moto makes an error that nobody catches; AWS refuses the request."""
    try:
        return _parse_any(parser)
    except (AssertionError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise MockValidationException("Invalid ConditionExpression: Syntax error") from error


def _has_all(parser: ConditionExpressionParser, syntax: _Syntax) -> bool:
    names, values = parser.expression_attribute_names or {}, parser.expression_attribute_values or {}
    return all(name in names for name in syntax.expr_attr_names_found if name.startswith("#")) and all(
        value in values for value in syntax.expr_attr_values_found
    )


def _make_operand(parser: ConditionExpressionParser, node: Any) -> Any:
    kinds = parser.Kind
    names, values = parser.expression_attribute_names or {}, parser.expression_attribute_values or {}
    if node.kind == kinds.PATH:
        parts = (names[part.text] if part.text.startswith("#") else part.value for part in node.children)
        return AttributePath(list(parts))
    if node.kind == kinds.EXPRESSION_ATTRIBUTE_VALUE:
        return AttributeValue(values[node.text])
    return _make_any_operand(parser, node)
