"""Lines of a stage's access log, in the format that the stage asks for."""

from functools import lru_cache

from emulator.data_plane.context import Situation, resolve
from emulator.data_plane.expressions import Text, Variable, escape_json, parse_text, render_text
from emulator.data_plane.messages import AccessLogEntry

_SHOWN_OF_KEY = 6


def make_entry(situation: Situation) -> AccessLogEntry | None:
    """None for a stage that keeps no access log. What is not known is "-"."""
    settings = situation.arrival.settings
    if not settings.access_log_format or not settings.access_log_destination_arn:
        return None
    line = render_text(
        _parse_format(settings.access_log_format),
        lambda variable: resolve(situation, variable),
        absent="-",
        escape=_write,
    )
    return AccessLogEntry(settings.api_id, settings.stage_name, settings.access_log_destination_arn, line)


@lru_cache(maxsize=256)
def _parse_format(text: str) -> Text:
    return parse_text(text)


def _write(variable: Variable, value: str) -> str:
    """A line stays one line, and valid JSON if the format is. An API key shows its end alone, as AWS masks it."""
    if variable.name == "identity.apiKey":
        return "*" * 10 + value[-_SHOWN_OF_KEY:] if len(value) > 2 * _SHOWN_OF_KEY else "*" * 10
    if variable.name == "error.messageString":
        return value
    return escape_json(value) if value else "-"
