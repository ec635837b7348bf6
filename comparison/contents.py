"""Request bodies, answers, their headers and their media types."""

from dataclasses import replace

from comparison.change import Change, Verdict
from comparison.part import Part, same
from comparison.schemas import Seen, compare_schemas, deprecation
from comparison.site import Changes, Direction, Role, Site
from comparison.texts import TEXTS, compare_texts

Names = dict[str, str]
"""As they are written, by the same in small letters."""

PROBLEM = "application/problem+json"
_KNOWN_OF_MEDIA_TYPE = {"schema", "example", "examples"}
_KNOWN_OF_HEADER = {"schema", "required", "description", "example", "examples", "deprecated", "content"}
_KNOWN_OF_RESPONSE = {"description", "headers", "content", "links"}
# Headers that hold a set of names: more of them take nothing away.
_SETS = {"access-control-expose-headers", "access-control-allow-headers", "access-control-allow-methods", "allow"}


def compare_request_bodies(base: Part, head: Part, site: Site) -> Changes:
    site = replace(site, role=Role.REQUEST, where="the request body")
    if base.value is None or head.value is None:
        yield from _body_added_or_removed(base, head, site)
        return
    base, head = base.resolved(), head.resolved()
    if site.is_same(base.value, head.value):
        return
    site = site.under(base.value)
    yield from compare_texts(base, head, site)
    ours, theirs = (each.at("required").value is True for each in (base, head))
    if ours != theirs:
        part = head.at("required") if head.has("required") else head
        direction = Direction.NARROWED if theirs else Direction.WIDENED
        yield site.moved(
            part, "body-required", direction, f"a body {'is required now' if theirs else 'may be left out'}"
        )
    yield from unknown_keys(base, head, site, {"description", "content", "required"})
    yield from _contents(base, head, site, set())


def _body_added_or_removed(base: Part, head: Part, site: Site) -> Changes:
    if base.value is not None:
        told = "There is no request body any more. What a client sends is refused or ignored."
        yield site.under(base.value).change(base, "body-removed", Verdict.BREAKING, told)
    elif head.value is not None and head.resolved().at("required").value is True:
        told = "There is a request body, and it is required. A client that sends none is refused."
        yield site.change(head, "body-required", Verdict.BREAKING, told)
    elif head.value is not None:
        yield site.change(head, "body-added", Verdict.COMPATIBLE, "A request may have a body.")


def _contents(base: Part, head: Part, site: Site, seen: Seen) -> Changes:
    ours, theirs = base.resolved().entries("content"), head.resolved().entries("content")
    for media_type, content in ours.items():
        if media_type not in theirs:
            yield _media_type_removed(media_type, content, site)
            continue
        later = theirs[media_type]
        inner = replace(site, role=Role.PROBLEM) if site.role is Role.RESPONSE and media_type == PROBLEM else site
        yield from compare_media_types(content, later, inner, seen)
    for media_type in theirs.keys() - ours.keys():
        yield _media_type_added(media_type, theirs[media_type], site, is_first=not ours)


def _media_type_removed(media_type: str, part: Part, site: Site) -> Change:
    meets = "A client that sends it is refused." if site.role is Role.REQUEST else "A client that reads it gets none."
    told = f"In {site.place()}, the media type `{media_type}` is gone. {meets}"
    return site.change(part, "media-type-removed", Verdict.BREAKING, told)


def _media_type_added(media_type: str, part: Part, site: Site, *, is_first: bool) -> Change:
    """An answer that had no body until now is none that a client reads; one that had may come as something else."""
    is_harmless = site.role is Role.REQUEST or is_first
    meets = "A client may use it." if is_harmless else "A client may get what it does not read."
    verdict = Verdict.COMPATIBLE if is_harmless else Verdict.BREAKING
    return site.change(
        part, "media-type-added", verdict, f"In {site.place()}, the media type `{media_type}` is new. {meets}"
    )


def compare_media_types(base: Part, head: Part, site: Site, seen: Seen) -> Changes:
    yield from compare_texts(base, head, site)
    yield from unknown_keys(base, head, site, _KNOWN_OF_MEDIA_TYPE)
    if base.has("schema") and head.has("schema"):
        yield from compare_schemas((base.at("schema"),), (head.at("schema"),), site, seen)
    elif base.has("schema") or head.has("schema"):
        direction = Direction.NARROWED if head.has("schema") else Direction.WIDENED
        yield site.moved(head, "schema", direction, f"the schema is {'new' if head.has('schema') else 'gone'}")


def compare_responses(base: Part, head: Part, site: Site) -> Changes:
    """By status; a status that only one document has is compared with what stands for it in the other."""
    ours, theirs = _statuses(base), _statuses(head)
    for status in dict.fromkeys((*ours, *theirs)):
        inner = replace(site, role=Role.RESPONSE, where=f"the answer {status}")
        left, right = _answer(ours, status), _answer(theirs, status)
        if left is None or right is None:
            yield from _status_added_or_removed(status, left, right, inner)
        else:
            if status not in theirs:
                told = f"The answer {status} is told as one of a range from now on."
                yield inner.change(right, "status-range", Verdict.COMPATIBLE, told)
            yield from _compare_response(left, right, inner)


def _statuses(part: Part) -> dict[str, Part]:
    return {status: each for status, each in part.entries("responses").items() if not status.startswith("x-")}


def _answer(answers: dict[str, Part], status: str) -> Part | None:
    return answers.get(status) or answers.get(f"{status[:1]}XX") or answers.get("default")


def _status_added_or_removed(status: str, base: Part | None, head: Part | None, site: Site) -> Changes:
    if base is not None:
        told = f"The answer {status} is gone. A client that counts on it meets another."
        yield site.under(base.value).under(base.resolved().value).change(base, "status-removed", Verdict.BREAKING, told)
    elif head is not None:
        breaks, meets = _NEW_STATUSES.get(status) or _NEW_STATUSES[status[:1].upper()]
        verdict = Verdict.BREAKING if breaks else Verdict.COMPATIBLE
        yield site.change(head, "status-added", verdict, f"The answer {status} is new. {meets}")


# RFC 9110, section 15: a client treats a status that it does not know as the x00 of its class.
_NEW_STATUSES = {
    "1": (False, "A client skips it."),
    "2": (True, "A client may get a success that it does not know."),
    "3": (True, "A client that follows no redirection gets no result."),
    "304": (False, "Only a client that sends a condition gets it."),
    "4": (False, "A client takes it as 400."),
    "429": (True, "A client that keeps its pace is throttled."),
    "5": (False, "A client takes it as 500."),
    "D": (False, "A client tells the answers apart by their status."),
}


def _compare_response(base: Part, head: Part, site: Site) -> Changes:
    site = site.under(base.value)
    base, head = base.resolved(), head.resolved()
    if site.is_same(base.value, head.value):
        return
    site = site.under(base.value)
    yield from compare_texts(base, head, site)
    yield from unknown_keys(base, head, site, _KNOWN_OF_RESPONSE)
    yield from _headers(base, head, site)
    yield from _contents(base, head, site, set())


def _headers(base: Part, head: Part, site: Site) -> Changes:
    ours = {name.lower(): part for name, part in base.entries("headers").items()}
    theirs = {name.lower(): part for name, part in head.entries("headers").items()}
    names = {name.lower(): name for part in (head, base) for name in part.entries("headers")}
    for key, name in names.items():
        # OpenAPI 3.0: a response header called Content-Type means nothing.
        inner = replace(site, where=f"the header `{name}` of {site.where}")
        if key == "content-type":
            continue
        if key in ours and key in theirs:
            yield from _compare_headers(ours[key], theirs[key], inner, is_set=key in _SETS)
        elif key in ours:
            told = f"The header `{name}` of {site.where} is gone. A client that reads it finds nothing."
            yield inner.under(ours[key].resolved().value).change(ours[key], "header-removed", Verdict.BREAKING, told)
        else:
            told = f"The header `{name}` of {site.where} is new."
            yield inner.change(theirs[key], "header-added", Verdict.COMPATIBLE, told)


def _compare_headers(base: Part, head: Part, site: Site, *, is_set: bool) -> Changes:
    base, head = base.resolved(), head.resolved()
    if site.is_same(base.value, head.value):
        return
    site = site.under(base.value)
    yield from compare_texts(base, head, site)
    yield from unknown_keys(base, head, site, _KNOWN_OF_HEADER)
    yield from compare_deprecations(base, head, site)
    ours, theirs = (each.at("required").value is True for each in (base, head))
    if ours != theirs:
        direction = Direction.NARROWED if theirs else Direction.WIDENED
        yield site.moved(
            head, "header-required", direction, f"it is {'always' if theirs else 'no longer always'} there"
        )
    values = compare_media_types(_only_schema(base), _only_schema(head), site, set())
    if is_set and (sets := _sets(base, head)):
        yield from _set(*sets, head, site)
        yield from (change for change in values if not change.kind.startswith("enum-"))
    else:
        yield from values
        yield from _contents(base, head, site, set())


def _only_schema(part: Part) -> Part:
    return Part(part.document, {key: value for key, value in part.value.items() if key == "schema"}, part.pointer)


def _sets(base: Part, head: Part) -> tuple[Names, Names] | None:
    """The names in two headers that are constant."""
    values = [each.at("schema").resolved().at("enum").value for each in (base, head)]
    if not all(isinstance(each, list) and len(each) == 1 for each in values):
        return None
    left, right = ({name.strip().lower(): name.strip() for name in str(each[0]).split(",")} for each in values)
    return left, right


def _set(before: Names, after: Names, head: Part, site: Site) -> Changes:
    if gone := [name for key, name in before.items() if key not in after]:
        told = f"{site.place()} no longer holds {', '.join(gone)}. A web page can no longer use it."
        yield site.change(head, "header-value-removed", Verdict.BREAKING, told[0].upper() + told[1:])
    if new := [name for key, name in after.items() if key not in before]:
        told = f"{site.place()} holds {', '.join(new)} as well."
        yield site.change(head, "header-value-added", Verdict.COMPATIBLE, told[0].upper() + told[1:])


def compare_deprecations(base: Part, head: Part, site: Site) -> Changes:
    ours, theirs = (each.at("deprecated").value is True for each in (base, head))
    if ours != theirs:
        yield from deprecation(theirs, head.at("deprecated") if theirs else head, site)


def unknown_keys(base: Part, head: Part, site: Site, known: set[str]) -> Changes:
    """What no rule reads must not pass in silence."""
    for name in sorted({*base.value, *head.value} - known - TEXTS):
        if not name.startswith("x-") and not same(base.at(name).value, head.at(name).value):
            yield site.unrecognised(head.at(name), name)
