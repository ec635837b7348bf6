"""Mapping templates: VTL, parsed once a deployment, rendered with what a call brings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import airspeed
from airspeed.operators import EvaluateDirective, ForeachDirective, NameOrCall

from emulator.data_plane.context import IDENTITY, KEY_IDENTITY, REQUEST, Situation
from emulator.data_plane.errors import CompileError, TemplateError, UnreadableBodyError
from emulator.data_plane.parameters import canonical_headers
from emulator.data_plane.vtl.functions import UTIL, Input
from emulator.data_plane.vtl.values import NOTHING, Context, JavaMap

_MAX_ITERATIONS = 1000  # of one #foreach, AWS's quota


@dataclass(frozen=True, slots=True)
class Constant:
    """A template without anything to render."""

    text: str

    def render(self, scope: "Scope") -> str:
        del scope
        return self.text


class Template(Protocol):
    def render(self, scope: "Scope") -> str:
        """Raises UnreadableBodyError if it reads a body that is not JSON, TemplateError if it fails otherwise."""


class Scope:
    """What the templates of one call see, made when the first of them asks.

    They share `context`: what a request template leaves in it, the response template finds.
    """

    __slots__ = ("_context", "body", "situation")

    def __init__(self, situation: Situation, body: bytes) -> None:
        self.situation = situation
        self.body = body
        self._context: Context | None = None

    @property
    def context(self) -> Context:
        if self._context is None:
            self._context = _make_context(self.situation)
        return self._context

    @property
    def response_overrides(self) -> Mapping[str, Any]:
        """Empty if no template has looked at `$context`."""
        return self._context["responseOverride"] if self._context else {}

    def names(self) -> dict[str, Any]:
        overridden = self.context["requestOverride"]
        parameters = {
            place: {**values, **overridden[place]} for place, values in _request_parameters(self.situation).items()
        }
        return {
            "input": Input(self.body, parameters),
            "context": self.context,
            "stageVariables": JavaMap(self.situation.arrival.settings.variables),
            "util": UTIL,
        }


class VelocityTemplate:
    __slots__ = ("_template",)

    def __init__(self, template: airspeed.Template) -> None:
        self._template = template

    def render(self, scope: Scope) -> str:
        try:
            return str(self._template.merge(scope.names()))
        except airspeed.TemplateExecutionError as error:
            if isinstance(error.__cause__, UnreadableBodyError):
                raise error.__cause__ from error
            raise TemplateError(str(error)) from error
        except RecursionError as error:
            raise TemplateError("The template nests too deeply.") from error


def compile_template(text: str, place: str) -> Template:
    """`place` says in an error which template it is."""
    if "$" not in text and "#" not in text:
        return Constant(text)
    template = airspeed.Template(text)
    try:
        template.ensure_compiled()
    except (airspeed.TemplateSyntaxError, RecursionError) as error:
        raise CompileError(f"{place} is not a valid mapping template: {error}.") from error
    for element in _elements(template.root_element):
        _restrict(element, place)
    return VelocityTemplate(template)


def _restrict(element: Any, place: str) -> None:
    """Takes from a parsed template what API Gateway's Velocity does not have, Python's insides above all."""
    if isinstance(element, ForeachDirective):
        element.value = _Bounded(element.value)
    elif isinstance(element, NameOrCall) and element.name.startswith("_"):
        element.calculate = _hidden
    elif type(element) is EvaluateDirective:
        raise CompileError(f"{place} uses #evaluate, which API Gateway does not have.")


def _hidden(*_: Any) -> None:
    return None


class _Bounded:
    """What a #foreach goes through, refused if it is longer than AWS lets it be."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def calculate(self, *scope: Any) -> Any:
        items = self._value.calculate(*scope)
        if hasattr(items, "__len__") and len(items) > _MAX_ITERATIONS:
            raise TemplateError(f"A #foreach has more than {_MAX_ITERATIONS} iterations.")
        return items


def _elements(element: Any) -> Iterator[Any]:
    """An element of a parsed template, and all that are in it."""
    yield element
    for value in vars(element).values():
        for part in value if isinstance(value, list) else [value]:
            if hasattr(part, "evaluate") and hasattr(part, "start"):
                yield from _elements(part)


def _make_context(situation: Situation) -> Context:
    identity = {**IDENTITY, **(KEY_IDENTITY if situation.call and situation.call.client else {})}
    return Context(
        **{name: getter(situation) for name, getter in REQUEST.items()},
        identity=Context((name, _shown(getter(situation))) for name, getter in identity.items()),
        requestOverride=Context(path=Context(), querystring=Context(), header=Context()),
        responseOverride=Context(header=Context()),
    )


def _request_parameters(situation: Situation) -> Mapping[str, Mapping[str, str]]:
    call = situation.call
    return {
        "path": call.path_parameters if call else {},
        "querystring": dict(call.query) if call else {},
        "header": dict(canonical_headers(situation.arrival.received.headers)),
    }


def _shown(value: Any) -> Any:
    return NOTHING if value is None else value
