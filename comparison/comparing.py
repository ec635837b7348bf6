"""The whole comparison: rules over two documents, and what a tool finds beside them. Pure, but for that tool."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from comparison.change import RULES, TOOL, Change, Verdict
from comparison.contents import unknown_keys
from comparison.operations import compare_operations
from comparison.part import Part, components, reachable, same, unchanged
from comparison.security import compare_schemes
from comparison.site import Changes, Site
from comparison.texts import compare_texts
from contract import Document
from contract.place import segments


@dataclass(frozen=True, slots=True)
class Finding:
    """What a tool says. `operation` is a path alone where it speaks of a path; `where` is as a change has it, empty for
    the whole operation; `code` is the tool's own.
    """

    code: str
    verdict: Verdict
    operation: str
    where: str
    pointer: str


Tool = Callable[[Document, Document], Iterable[Finding]]

_KNOWN = {"openapi", "info", "servers", "security", "tags", "paths", "components", "externalDocs"}


def compare(base: Document, head: Document, tool: Tool | None = None) -> tuple[Change, ...]:
    """Every change, those of the whole document first; nothing where a client meets nothing else than before."""
    found = tuple(dict.fromkeys(_rules(base, head)))
    return _with_tool(found, tuple(tool(base, head)) if tool else ())


def _rules(base: Document, head: Document) -> Changes:
    site = Site(unchanged(base, head), sunset=str(base.root["info"].get("x-sunset", "")))
    ours, theirs = Part(base, base.root), Part(head, head.root)
    yield from _info(ours, theirs, site)
    yield from unknown_keys(ours, theirs, site, _KNOWN)
    yield from compare_texts(ours, theirs, site)
    yield from compare_schemes(ours, theirs, site)
    yield from compare_operations(base, head, site)
    yield from _model_names(base, head, site)


def _info(base: Part, head: Part, site: Site) -> Changes:
    """The version is judged after all else is known."""
    yield from compare_texts(base.at("info"), head.at("info"), replace(site, where="`info`"))
    yield from unknown_keys(base.at("info"), head.at("info"), site, {"version"})
    before, after = (str(each.at("openapi").value) for each in (base, head))
    if before != after:
        patch = before.rpartition(".")[0] == after.rpartition(".")[0]
        verdict = Verdict.TEXT if patch else Verdict.BREAKING
        told = f"The document is written in OpenAPI {after} in place of {before}."
        meets = "" if patch else " A client's tools may not read it."
        yield site.change(head.at("openapi"), "openapi-version", verdict, told + meets)


def _model_names(base: Document, head: Document, site: Site) -> Changes:
    """Schemas are named in generated clients, and nowhere on the wire."""
    ours, theirs = (
        {each for each in components(document) if each.startswith("/components/schemas/")} for document in (base, head)
    )
    used = reachable(base, base.root["paths"])
    for pointer in sorted(ours - theirs):
        name = segments(pointer)[-1]
        meets = " A client that is generated anew has no type of that name." if pointer in used else ""
        told = f"There is no schema called `{name}` any more.{meets}"
        yield site.change(Part(base, None, pointer), "schema-name", Verdict.TEXT, told)
    yield from _unused(base, head, site)


def _unused(base: Document, head: Document, site: Site) -> Changes:
    """Components that no operation leads to are read by people alone."""
    used = reachable(base, base.root["paths"]) | reachable(head, head.root["paths"])
    ours, theirs = components(base), components(head)
    for pointer in sorted(ours.keys() & theirs.keys() - used):
        is_scheme = pointer.startswith("/components/securitySchemes/")
        if not is_scheme and not same(ours[pointer], theirs[pointer]):
            told = f"`{segments(pointer)[-1]}`, which no operation uses, is different."
            yield site.change(Part(head, None, pointer), "unused-component", Verdict.TEXT, told)


def _with_tool(found: tuple[Change, ...], findings: tuple[Finding, ...]) -> tuple[Change, ...]:
    """What the rules know of a place, they know better; where they know of nothing, the tool's word counts."""
    told = tuple(_confirmed(change, findings) for change in found)
    return (*told, *(_alone(each) for each in findings if not _explained(each, found)))


def _confirmed(change: Change, findings: tuple[Finding, ...]) -> Change:
    agrees = any(_is_about(each, change) and each.verdict is change.verdict for each in findings)
    return replace(change, found_by=f"{RULES}, {TOOL}") if agrees else change


def _explained(finding: Finding, found: tuple[Change, ...]) -> bool:
    return any(_is_about(finding, change) and change.kind != "text" for change in found)


def _is_about(finding: Finding, change: Change) -> bool:
    """A tool speaks of a whole path, of an operation, of a body, or of a header."""
    if finding.operation.startswith("/"):
        return change.operation.partition(" ")[2] == finding.operation
    return finding.operation == change.operation and change.where.endswith(finding.where)


def _alone(finding: Finding) -> Change:
    told = f"openapi-diff finds `{finding.code}`, and no rule explains it."
    return Change(finding.pointer, finding.operation, finding.code, finding.verdict, told, finding.where, found_by=TOOL)
