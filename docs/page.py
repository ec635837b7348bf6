"""The docs page as one HTML file: the guides, then the reference, which Swagger UI makes of the OpenAPI document.

The file brings all that it shows. It asks for `openapi.json` beside it, where no document is inlined, and makes the
calls that a reader tries; its policy lets browsers do nothing else.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from docs.guides_text import Guide, read_guides
from docs.policy import policy

GUIDES = Path(__file__).resolve().parent / "guides"
_ASSETS = files(__package__).joinpath("assets")
_SWAGGER_UI = Path(__file__).resolve().parent.parent / "node_modules" / "swagger-ui-dist"
_STYLES = (_SWAGGER_UI / "swagger-ui.css", _ASSETS / "page.css", _ASSETS / "reference.css")
_SCRIPTS = (
    _ASSETS / "copying.js",
    _ASSETS / "tabs.js",
    _SWAGGER_UI / "swagger-ui-bundle.js",
    _ASSETS / "accessible.js",
    _ASSETS / "reference.js",
)
# What ends a script, or opens a comment in it, for HTML's parser; in JavaScript it stands in strings and patterns, and
# may be escaped there: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
_MARKUP = re.compile(r"<(?=!--|/?script)", re.IGNORECASE)


def page(document: Mapping[str, Any] | None, guides: Path = GUIDES) -> bytes:
    """With a document, a file to be opened from a disk, which calls the document's server.

    With None, what a stage serves beside its `openapi.json`; it calls that stage.
    """
    styles, scripts = _styles(), _scripts()
    template = _environment().get_template("page.html")
    read: tuple[Guide, ...] = read_guides(guides)
    return template.render(
        policy=policy(scripts, styles, document),
        styles=styles,
        scripts=scripts,
        guides=read,
        document=None if document is None else _data(document),
    ).encode()


def _data(document: Mapping[str, Any]) -> str:
    """JSON that no text of it can leave, whatever the document says."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _styles() -> tuple[str, ...]:
    return tuple(each.read_text(encoding="utf-8") for each in _STYLES)


@cache
def _scripts() -> tuple[str, ...]:
    return tuple(_MARKUP.sub(r"\\x3c", each.read_text(encoding="utf-8")) for each in _SCRIPTS)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(str(_ASSETS)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
