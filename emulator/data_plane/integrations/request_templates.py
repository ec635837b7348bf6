"""Mapping templates by content type, and what happens to a body that none is for."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulator.data_plane.media_types import DEFAULT_KEY, media_type
from emulator.data_plane.refusals import GatewayResponseType, Refusal
from emulator.data_plane.vtl.templates import Template, compile_template
from emulator.snapshot import Wire

UNSUPPORTED = Refusal(GatewayResponseType.UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type")


@dataclass(frozen=True, slots=True)
class RequestTemplates:
    """Request templates by media type. `passthrough` is WHEN_NO_MATCH, WHEN_NO_TEMPLATES or NEVER."""

    by_type: Mapping[str, Template]
    passthrough: str

    def choose(self, type_: str) -> Template | Refusal | None:
        """The template for a body's type; None if the body is to be passed through as it is."""
        template = self.by_type.get(type_) or self.by_type.get(DEFAULT_KEY)
        if template is not None:
            return template
        if self.passthrough == "NEVER" or (self.passthrough == "WHEN_NO_TEMPLATES" and self.by_type):
            return UNSUPPORTED
        return None


def compile_request_templates(integration: Wire, place: str) -> RequestTemplates:
    by_type = compile_templates(integration.get("requestTemplates"), f"A request template of {place}")
    return RequestTemplates(by_type, str(integration.get("passthroughBehavior") or "WHEN_NO_MATCH").upper())


def compile_templates(texts: Mapping[str, str | None] | None, place: str) -> Mapping[str, Template]:
    """A template that is null is none: what it would have transformed passes as it is."""
    return {media_type(key): compile_template(text, place) for key, text in (texts or {}).items() if text is not None}
