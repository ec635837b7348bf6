"""The templates of the pages. Whatever they show is escaped: it is what clients have sent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from emulator.front_page.secrets import without_signature

_TONES = {2: "good", 3: "good", 4: "warned", 5: "bad"}


def render_page(template: str, shown: Mapping[str, Any]) -> bytes:
    return _environment().get_template(template).render(shown).encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files(__package__).joinpath("templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": _clock,
        "day_and_clock": _day_and_clock,
        "instant": _instant,
        "milliseconds": _milliseconds,
        "tone": _tone,
        "without_signature": without_signature,
    }
    return environment


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%H:%M:%S.%f}"[:-3]


def _day_and_clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _milliseconds(value: float) -> str:
    return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def _tone(status: int) -> str:
    """The class of a status, for its colour; the status itself is always written too."""
    return _TONES.get(status // 100, "plain")
