"""Two schemas, in the role that they have: what a client sends, or what it gets."""

from collections.abc import Mapping
from typing import Any

from comparison.change import Verdict
from comparison.effective import Conjunction, Effective, effective
from comparison.enums import compare_enums
from comparison.keywords import KEYWORDS, told
from comparison.part import Part, same
from comparison.site import Changes, Direction, Role, Site
from comparison.texts import TEXTS, compare_texts
from comparison.unions import compare_discriminators, compare_unions, is_union

Seen = set[tuple[tuple[str, ...], tuple[str, ...]]]
"""Pairs of schemas, by their pointers, that this comparison has met: a schema may contain itself."""

_HIDDEN = {Role.REQUEST: "readOnly", Role.RESPONSE: "writeOnly", Role.PROBLEM: "writeOnly"}


def compare_schemas(base: Conjunction, head: Conjunction, site: Site, seen: Seen) -> Changes:
    pair = (tuple(each.resolved().pointer for each in base), tuple(each.resolved().pointer for each in head))
    if pair in seen or (len(base) == len(head) and _all_same(base, head, site)):
        return
    seen.add(pair)
    ours, theirs = effective(base), effective(head)
    for each in (*base, *ours.parts):
        site = site.under(each.value)
    if is_union(ours) != is_union(theirs) and _is_either_bare(ours, theirs):
        yield from compare_unions(ours, theirs, site, seen, compare_schemas)
        return
    yield from _keywords(ours, theirs, site)
    yield from compare_enums(ours, theirs, site)
    yield from _objects(ours, theirs, site, seen)
    yield from _items(ours, theirs, site, seen)
    yield from compare_unions(ours, theirs, site, seen, compare_schemas)
    yield from compare_discriminators(ours, theirs, site)


def _all_same(base: Conjunction, head: Conjunction, site: Site) -> bool:
    return all(site.is_same(ours.value, theirs.value) for ours, theirs in zip(base, head, strict=True))


def _is_either_bare(base: Effective, head: Effective) -> bool:
    """One of them is a union and nothing else: the other may be one of its branches."""
    return not (base if is_union(base) else head).is_plain()


def _keywords(base: Effective, head: Effective, site: Site) -> Changes:
    skipped = {"enum", "required", "readOnly", "writeOnly", "x-extensible-enum"}
    texts = [{name: part.value for name, part in each.keywords.items() if _is_text(name)} for each in (base, head)]
    yield from compare_texts(Part(base.last.document, texts[0]), _standing(head.last, texts[1]), site)
    for name in sorted({*base.keywords, *head.keywords} - skipped):
        ours, theirs = base.value(name), head.value(name)
        if _is_text(name) or same(ours, theirs) or (name == "not" and _is_same_not(base, head, site)):
            continue
        part = head.keywords.get(name, head.last)
        if name in KEYWORDS:
            yield site.moved(part, name, KEYWORDS[name](ours, theirs), told(name, ours, theirs))
        elif name in ("default", "deprecated"):
            yield from _remark(name, ours, theirs, part, site)
        else:
            yield site.unrecognised(part, name)


def _is_same_not(base: Effective, head: Effective, site: Site) -> bool:
    ours, theirs = base.keywords.get("not"), head.keywords.get("not")
    if ours is None or theirs is None or not isinstance(ours.value, Mapping) or not isinstance(theirs.value, Mapping):
        return False
    return not any(compare_schemas((ours,), (theirs,), site, set()))


def _standing(part: Part, value: Mapping[str, Any]) -> Part:
    return Part(part.document, value, part.pointer)


def _is_text(name: str) -> bool:
    return name in TEXTS or (name.startswith("x-") and name != "x-extensible-enum")


def _remark(name: str, base: Any, head: Any, part: Part, site: Site) -> Changes:
    if name == "deprecated":
        yield from deprecation(head, part, site)
    elif site.role is Role.REQUEST:
        words = f"In {site.place()}, {told('default', base, head)}."
        consequence = "A client that leaves it out gets something else than before."
        yield site.change(part, "default", Verdict.BREAKING, f"{words} {consequence}")
    else:
        yield site.change(part, "text", Verdict.TEXT, f"In {site.place()}, {told('default', base, head)}.")


def deprecation(head: Any, part: Part, site: Site) -> Changes:
    said = "is deprecated: clients should leave it" if head else "is not deprecated any more"
    place = site.place()
    kind = "deprecated" if head else "undeprecated"
    yield site.change(part, kind, Verdict.COMPATIBLE, f"{place[0].upper()}{place[1:]} {said}.")


def _objects(base: Effective, head: Effective, site: Site, seen: Seen) -> Changes:
    ours, theirs = _visible(base, site.role), _visible(head, site.role)
    for name, schemas in ours.items():
        below = site.below(name)
        if name in theirs:
            yield from compare_schemas(schemas, theirs[name], below, seen)
        else:
            yield _property_removed(schemas, head, below)
    for name, schemas in theirs.items():
        if name not in ours:
            yield _property_added(schemas[-1], site.below(name), is_required=name in head.required)
    yield from _required(base, head, site, ours, theirs)
    yield from _rest(base, head, site, seen)


def _visible(schema: Effective, role: Role) -> dict[str, Conjunction]:
    """Properties that requests, or answers, have."""
    hidden = _HIDDEN.get(role, "")
    return {
        name: schemas
        for name, schemas in schema.properties.items()
        if not any(each.resolved().at(hidden).value is True or each.at(hidden).value is True for each in schemas)
    }


def _property_removed(base: Conjunction, head: Effective, site: Site) -> Any:
    for each in base:
        site = site.under(each.value).under(each.resolved().value)
    if site.role is Role.REQUEST:
        refused = "A client that sends it is refused." if head.rest is False else "What a client sends is ignored."
    else:
        refused = "A client that reads it finds nothing."
    place = site.place()
    return site.change(
        base[-1], "property-removed", Verdict.BREAKING, f"{place[0].upper()}{place[1:]} is gone. {refused}"
    )


def _property_added(head: Part, site: Site, *, is_required: bool) -> Any:
    place = site.place()
    said = f"{place[0].upper()}{place[1:]} is new"
    if site.role is Role.REQUEST and is_required:
        return site.change(
            head,
            "required-property-added",
            Verdict.BREAKING,
            f"{said} and required. A client that does not send it is refused.",
        )
    return site.change(head, "property-added", Verdict.COMPATIBLE, f"{said}.")


def _required(
    base: Effective,
    head: Effective,
    site: Site,
    ours: Mapping[str, Conjunction],
    theirs: Mapping[str, Conjunction],
) -> Changes:
    """Of properties that both have, or that neither describes."""
    for name in sorted(base.required ^ head.required):
        is_new = name in head.required
        described = name in ours, name in theirs
        hidden = name in base.properties or name in head.properties
        if hidden and not any(described):
            who = "answers" if site.role is Role.REQUEST else "requests"
            told = f"`{name}`, which {who} alone have, is {'required' if is_new else 'optional'} now"
            yield site.change(head.last, "required", Verdict.TEXT, f"In {site.place()}, {told}.")
        elif described == (True, True) or not any(described):
            direction = Direction.NARROWED if is_new else Direction.WIDENED
            words = f"`{name}` is {'required now' if is_new else 'no longer always there'}"
            if site.role is Role.REQUEST and not is_new:
                words = f"`{name}` may be left out"
            below = site
            for each in ours.get(name, ()):
                below = below.under(each.value)
            part = theirs[name][-1] if name in theirs else head.last
            yield below.moved(part, "required", direction, words)


def _rest(base: Effective, head: Effective, site: Site, seen: Seen) -> Changes:
    ours, theirs = base.rest, head.rest
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        yield from compare_schemas(ours, theirs, site.below("{}"), seen)
    elif ours is not theirs:
        yield from _further(ours, theirs, head, site)


def _further(ours: Any, theirs: Any, head: Effective, site: Site) -> Changes:
    part = head.last.at("additionalProperties") if head.last.has("additionalProperties") else head.last
    if theirs is False:
        # A map that is closed loses its values; an object, only what nobody described.
        lost = isinstance(ours, tuple) and site.role is not Role.REQUEST
        direction = Direction.CHANGED if lost else Direction.NARROWED
        yield site.moved(part, "additional-properties", direction, "further properties are no longer taken")
    elif ours is False:
        sentence = f"In {site.place()}, there may be further properties. A client that does not know them ignores them."
        yield site.change(part, "additional-properties", Verdict.COMPATIBLE, sentence)
    else:
        direction = Direction.NARROWED if ours is None else Direction.WIDENED
        said = "have a schema now" if ours is None else "may be anything"
        yield site.moved(part, "additional-properties", direction, f"further properties {said}")


def _items(base: Effective, head: Effective, site: Site, seen: Seen) -> Changes:
    if base.items and head.items:
        yield from compare_schemas(base.items, head.items, site.below("[]"), seen)
    elif base.items or head.items:
        direction = Direction.NARROWED if head.items else Direction.WIDENED
        said = "items have a schema now" if head.items else "items may be anything"
        yield site.moved(head.last, "items", direction, said)
