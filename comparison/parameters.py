"""Parameters: by their place and name; those of a header without regard to case."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from comparison.change import Verdict
from comparison.contents import compare_deprecations, compare_media_types, unknown_keys
from comparison.part import Part
from comparison.schemas import compare_schemas
from comparison.site import Changes, Direction, Role, Site
from comparison.texts import compare_texts

Key = tuple[str, str]
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_KNOWN = {"name", "in", "required", "schema", "content", "deprecated", "description", "example", "examples"}
_WIRE = ("style", "explode", "allowReserved", "allowEmptyValue")
# OpenAPI 3.0.3, "Parameter Object": header parameters of these names are ignored.
_IGNORED = {("header", "accept"), ("header", "content-type"), ("header", "authorization")}


def compare_parameters(
    base: tuple[Part, ...], head: tuple[Part, ...], site: Site, path_names: Mapping[str, str]
) -> Changes:
    """`path_names` are the later names of path parameters by their earlier ones."""
    ours, theirs = _by_key(base, path_names), _by_key(head, {})
    moved = _moved(ours, theirs)
    for key, part in ours.items():
        name = str(part.resolved().at("name").value)
        inner = replace(site, role=Role.REQUEST, where=f"the {key[0]} parameter `{name}`").under(part.resolved().value)
        if key in theirs:
            yield from _renamed(part.resolved(), theirs[key].resolved(), inner)
            yield from _compare(part.resolved(), theirs[key].resolved(), inner)
        elif key in moved:
            told = f"The parameter `{name}` moved from the {key[0]} to the {moved[key][0]}. A client sends it in vain."
            yield inner.change(theirs[moved[key]], "parameter-moved", Verdict.BREAKING, told)
        else:
            meets = "What a client sends has no effect any more."
            told = f"The {key[0]} parameter `{name}` is gone. {meets}"
            yield inner.change(part, "parameter-removed", Verdict.BREAKING, told)
    for key, part in theirs.items():
        if key not in ours and key not in moved.values():
            yield from _added(part.resolved(), site)


def _by_key(parts: tuple[Part, ...], path_names: Mapping[str, str]) -> dict[Key, Part]:
    """An operation's own, which come last, win over those of its path."""
    found = {}
    for part in parts:
        parameter = part.resolved()
        place, name = str(parameter.at("in").value), str(parameter.at("name").value)
        name = {"path": path_names.get(name, name), "header": name.lower()}.get(place, name)
        found[place, name] = part
    return {key: part for key, part in found.items() if key not in _IGNORED}


def _moved(ours: Mapping[Key, Part], theirs: Mapping[Key, Part]) -> dict[Key, Key]:
    new = {name.lower(): (place, name) for place, name in theirs if (place, name) not in ours}
    return {key: new[key[1].lower()] for key in ours if key not in theirs and key[1].lower() in new}


def _added(part: Part, site: Site) -> Changes:
    name, place = part.at("name").value, part.at("in").value
    if part.at("required").value is True:
        told = f"The {place} parameter `{name}` is new and required. A client that does not send it is refused."
        yield site.change(part, "required-parameter-added", Verdict.BREAKING, told)
    else:
        yield site.change(part, "parameter-added", Verdict.COMPATIBLE, f"The {place} parameter `{name}` is new.")


def _renamed(base: Part, head: Part, site: Site) -> Changes:
    before, after = base.at("name").value, head.at("name").value
    if base.at("in").value == "path" and before != after:
        told = f"The path parameter `{before}` is called `{after}`. A generated client has another argument."
        yield site.change(head, "path-parameter-renamed", Verdict.BREAKING, told)


def _compare(base: Part, head: Part, site: Site) -> Changes:
    if site.is_same(base.value, head.value):
        return
    yield from compare_texts(base, head, site)
    yield from compare_deprecations(base, head, site)
    ours, theirs = (each.at("required").value is True for each in (base, head))
    if ours != theirs:
        direction = Direction.NARROWED if theirs else Direction.WIDENED
        words = "it is required now" if theirs else "it may be left out"
        yield site.moved(head, "parameter-required", direction, words)
    for name in _WIRE:
        before, after = _wire(base, name), _wire(head, name)
        if before != after:
            words = f"`{name}` is `{after}` in place of `{before}`"
            yield site.moved(head, name, Direction.CHANGED, words)
    yield from unknown_keys(base, head, site, {*_KNOWN, *_WIRE})
    yield from _schemas(base, head, site)


def _wire(part: Part, name: str) -> Any:
    style = part.at("style").value or _STYLES.get(part.at("in").value, "form")
    defaults = {"style": style, "explode": style == "form", "allowReserved": False, "allowEmptyValue": False}
    written = part.at(name).value
    return defaults[name] if written is None else written


def _schemas(base: Part, head: Part, site: Site) -> Changes:
    ours, theirs = base.entries("content"), head.entries("content")
    if ours.keys() != theirs.keys():
        yield site.moved(head, "parameter-content", Direction.CHANGED, "it is written in another media type")
    for media_type in ours.keys() & theirs.keys():
        yield from compare_media_types(ours[media_type], theirs[media_type], site, set())
    if base.has("schema") and head.has("schema"):
        yield from compare_schemas((base.at("schema"),), (head.at("schema"),), site, set())
    elif not (ours or theirs) and (base.has("schema") or head.has("schema")):
        direction = Direction.NARROWED if head.has("schema") else Direction.WIDENED
        yield site.moved(head, "schema", direction, "its schema is new" if head.has("schema") else "its schema is gone")
