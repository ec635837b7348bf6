"""Mapping templates: VTL, parsed once a deployment, rendered with what a call brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from emulator.data_plane.context import CANARY, IDENTITY, KEY_IDENTITY, REQUEST, Situation
from emulator.data_plane.errors import CompileError, TemplateError, TemplateSyntaxError
from emulator.data_plane.request_headers import method_request_headers
from emulator.data_plane.vtl.directives import BreakLoop
from emulator.data_plane.vtl.functions import UTIL, Input
from emulator.data_plane.vtl.nodes import Block
from emulator.data_plane.vtl.reader import TemplateReader
from emulator.data_plane.vtl.run import Run
from emulator.data_plane.vtl.values import NOTHING, Context, JavaMap, Overrides


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
    def request_overrides(self) -> Mapping[str, Any]:
        """As `response_overrides`, for the request."""
        return self._overrides("requestOverride")

    @property
    def response_overrides(self) -> Mapping[str, Any]:
        """Empty if no template has looked at `$context`."""
        return self._overrides("responseOverride")

    def names(self, *, with_context: bool) -> dict[str, Any]:
        names = {
            "input": Input(self.body, self._parameters),
            "stageVariables": JavaMap(self.situation.arrival.settings.variables),
            "util": UTIL,
        }
        if with_context:
            names["context"] = self.context
        return names

    def _parameters(self) -> Mapping[str, Mapping[str, str]]:
        overridden = self.request_overrides
        given = _request_parameters(self.situation)
        return {place: {**values, **overridden.get(place, {})} for place, values in given.items()}

    def _overrides(self, name: str) -> Mapping[str, Any]:
        """What a template has put in place of a map is left out."""
        found = self._context.get(name) if self._context else None
        if not isinstance(found, dict):
            return {}
        return {key: value for key, value in found.items() if key == "status" or isinstance(value, dict)}


@dataclass(frozen=True, slots=True)
class VelocityTemplate:
    block: Block
    uses_context: bool

    def render(self, scope: Scope) -> str:
        run = Run(scope.names(with_context=self.uses_context))
        try:
            self.block.write(run)
        except BreakLoop:
            pass
        except (RecursionError, ValueError) as error:
            # Maps and lists may have been put into themselves.
            raise TemplateError("What the template writes nests too deeply.") from error
        return run.text()


def compile_template(text: str, place: str) -> Template:
    """`place` says in an error which template it is."""
    if "$" not in text and "#" not in text:
        return Constant(text)
    try:
        return VelocityTemplate(TemplateReader(text).template(), uses_context="context" in text)
    except TemplateSyntaxError as error:
        raise CompileError(f"{place} is not a valid mapping template: {error}.") from error
    except RecursionError as error:
        raise CompileError(f"{place} nests too deeply for a mapping template.") from error


def _make_context(situation: Situation) -> Context:
    identity = {**IDENTITY, **(KEY_IDENTITY if situation.call and situation.call.client else {})}
    authorization = situation.call.authorization if situation.call else None
    canary = {} if situation.arrival.settings.is_canary is None else CANARY
    return Context(
        **{name: getter(situation) for name, getter in {**REQUEST, **canary}.items()},
        identity=Context((name, _shown(getter(situation))) for name, getter in identity.items()),
        requestOverride=Overrides(path=Overrides(), querystring=Overrides(), header=Overrides()),
        responseOverride=Overrides(header=Overrides()),
        **({"authorizer": _nested(authorization.event)} if authorization and authorization.event else {}),
    )


def _nested(members: Mapping[str, Any]) -> Context:
    """A context's maps print as nothing; those in an authorizer's are its claims."""
    return Context((name, _nested(value) if isinstance(value, Mapping) else value) for name, value in members.items())


def _request_parameters(situation: Situation) -> Mapping[str, Mapping[str, str]]:
    call = situation.call
    return {
        "path": call.path_parameters if call else {},
        "querystring": dict(call.query) if call else {},
        "header": dict(method_request_headers(situation.arrival)),
    }


def _shown(value: Any) -> Any:
    return NOTHING if value is None else value
