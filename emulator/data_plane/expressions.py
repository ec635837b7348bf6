"""Variables in text that is not VTL: gateway responses' templates, parameter mappings and access log formats.

Parsed once, as data; what a variable stands for is `context`'s business.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

_NAME = r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*"
_VARIABLE = re.compile(
    rf"\$(?P<brace>\{{)?(?:(?P<scope>context|stageVariables)\.(?P<name>{_NAME})"
    r"|method\.request\.(?P<location>path|querystring|header)\.(?P<parameter>[\w-]+))(?(brace)\})"
)
_MAPPING = re.compile(
    r"(?P<scope>context|stageVariables|method\.request\.(?:path|querystring|header|multivaluequerystring"
    r"|multivalueheader)|integration\.response\.(?:header|multivalueheader))\.(?P<name>.+)"
    r"|(?P<body>(?:method\.request|integration\.response)\.body)(?:\.(?P<path>.+))?"
)


@dataclass(frozen=True, slots=True)
class Variable:
    """`scope` is context, stageVariables, method.request.{location} or integration.response.{location}.

    Of a body, `name` is a JSONPath, or empty for all of it.
    """

    scope: str
    name: str


Text = tuple[str | Variable, ...]
Resolve = Callable[[Variable], str | None]


def parse_text(template: str) -> Text:
    """Text between variables and variables, in order. What only looks like a variable stays text."""
    pieces: list[str | Variable] = []
    position = 0
    for match in _VARIABLE.finditer(template):
        if match.start() > position:
            pieces.append(template[position : match.start()])
        if match["scope"]:
            pieces.append(Variable(match["scope"], match["name"]))
        else:
            pieces.append(Variable(f"method.request.{match['location']}", match["parameter"]))
        position = match.end()
    if position < len(template):
        pieces.append(template[position:])
    return tuple(pieces)


def parse_mapping(expression: str) -> str | Variable | None:
    """A parameter mapping's right side: a static value in single quotes, or a variable. None for anything else."""
    if len(expression) >= 2 and expression[0] == expression[-1] == "'":
        return expression[1:-1]
    match = _MAPPING.fullmatch(expression)
    if match is None:
        return None
    return Variable(match["scope"] or match["body"], match["name"] or match["path"] or "")


def render_text(text: Text, resolve: Resolve, *, absent: str, escape: Callable[[Variable, str], str]) -> str:
    written = []
    for piece in text:
        if isinstance(piece, str):
            written.append(piece)
        else:
            value = resolve(piece)
            written.append(absent if value is None else escape(piece, value))
    return "".join(written)


def escape_json(text: str) -> str:
    """As the inside of a JSON string, so that no value can end the string, or the line, that it is put in."""
    return json.dumps(text)[1:-1]
