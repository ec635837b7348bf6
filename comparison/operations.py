"""Paths and operations: which of the later document is which of the earlier one, and what differs in each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from comparison.change import Verdict
from comparison.contents import compare_deprecations, compare_request_bodies, compare_responses, unknown_keys
from comparison.parameters import compare_parameters
from comparison.part import Part
from comparison.security import compare_security
from comparison.servers import compare_servers
from comparison.site import Changes, Site
from comparison.texts import compare_texts
from contract import Document

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_NAME = re.compile(r"\{([^}]*)\}")
_KNOWN = {"operationId", "deprecated", "parameters", "requestBody", "responses", "security", "servers"}
_KNOWN_OF_PATH = {*METHODS, "parameters", "servers"}


@dataclass(frozen=True, slots=True)
class Called:
    """An operation, in the path item that it stands in."""

    path: str
    method: str
    item: Part
    part: Part

    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def operation_id(self) -> str:
        return str(self.part.at("operationId").value or "")

    def parameters(self) -> tuple[Part, ...]:
        return (*self.item.items("parameters"), *self.part.items("parameters"))

    def either(self, name: str) -> Part:
        """What the operation says, or else its path item, or its document."""
        document = Part(self.part.document, self.part.document.root)
        return next((each.at(name) for each in (self.part, self.item, document) if each.has(name)), self.part.at(name))


def operations(document: Document) -> tuple[Called, ...]:
    paths = Part(document, document.root).entries("paths")
    items = {path: item for path, item in paths.items() if not path.startswith("x-")}
    return tuple(
        Called(path, method, item, item.at(method))
        for path, item in items.items()
        for method in METHODS
        if item.has(method)
    )


def compare_operations(base: Document, head: Document, site: Site) -> Changes:
    """A path is known by its shape: `/runs/{id}` and `/runs/{runId}` are the same to whoever calls them."""
    ours, theirs = ({_shape(each): each for each in operations(document)} for document in (base, head))
    by_id = {each.operation_id(): each for each in theirs.values() if each.operation_id()}
    for key, earlier in ours.items():
        inner = replace(site, operation=earlier.name(), where="the operation").under(earlier.part.value)
        if key in theirs:
            yield from _compare(earlier, theirs[key], replace(inner, operation=theirs[key].name()))
        else:
            yield from _removed(earlier, by_id, inner, frozenset(ours))
    for key, later in theirs.items():
        if key not in ours:
            inner = replace(site, operation=later.name(), where="the operation")
            summary = str(later.part.at("summary").value or "").rstrip(".")
            told = f"The operation is new: {summary}." if summary else "The operation is new."
            yield inner.change(later.part, "operation-added", Verdict.COMPATIBLE, told)
    yield from _path_items(base, head, site)


def _shape(called: Called) -> tuple[str, str]:
    return _NAME.sub("{}", called.path), called.method


def _removed(earlier: Called, by_id: Mapping[str, Called], site: Site, known: frozenset[tuple[str, str]]) -> Changes:
    later = by_id.get(earlier.operation_id())
    if later is not None and _shape(later) not in known:
        told = f"The operation moved to {later.name()}. A client that calls it here gets 404 or 405."
        yield site.change(later.part, "operation-moved", Verdict.BREAKING, told)
    else:
        told = "The operation is gone. A client that calls it gets 404 or 405."
        yield site.change(earlier.part, "operation-removed", Verdict.BREAKING, told)


def _compare(base: Called, head: Called, site: Site) -> Changes:
    before, after = base.operation_id(), head.operation_id()
    if before != after:
        told = f"The operation is called `{after}` in place of `{before}`. A generated client loses its method."
        yield site.change(head.part.at("operationId"), "operation-renamed", Verdict.BREAKING, told)
    yield from compare_texts(base.part, head.part, site)
    yield from compare_deprecations(base.part, head.part, site)
    yield from unknown_keys(base.part, head.part, site, _KNOWN)
    names = dict(zip(_NAME.findall(base.path), _NAME.findall(head.path), strict=True))
    yield from compare_parameters(base.parameters(), head.parameters(), site, names)
    yield from compare_request_bodies(base.part.at("requestBody"), head.part.at("requestBody"), site)
    yield from compare_responses(base.part, head.part, site)
    yield from compare_security(base.either("security"), head.either("security"), head.part, site)
    yield from compare_servers(base.either("servers"), head.either("servers"), site)


def _path_items(base: Document, head: Document, site: Site) -> Changes:
    ours, theirs = (Part(document, document.root).entries("paths") for document in (base, head))
    later = {_NAME.sub("{}", path): item for path, item in theirs.items()}
    for path, item in ours.items():
        if path.startswith("x-"):
            continue
        inner = replace(site, operation=path, where="the path")
        other = later.get(_NAME.sub("{}", path))
        if other is not None:
            yield from compare_texts(item, other, inner)
            yield from unknown_keys(item, other, inner, _KNOWN_OF_PATH)
