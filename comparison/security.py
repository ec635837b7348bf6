"""Who may call: the alternatives of an operation, and the schemes that they name."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from comparison.change import Verdict
from comparison.part import Part, same
from comparison.site import Changes, Site
from comparison.texts import compare_texts

Alternative = Mapping[str, frozenset[str]]
"""Schemes with their scopes, all of which a caller needs."""

_TEXTS = {"description", "bearerFormat"}
_ADDRESSES = ("tokenUrl", "authorizationUrl", "refreshUrl")


def compare_security(base: Part, head: Part, operation: Part, site: Site) -> Changes:
    """`base` and `head` are what each operation, or else its document, says; None lets everybody in."""
    ours, theirs = _alternatives(base.value), _alternatives(head.value)
    shut_out = [one for one in ours if not any(_satisfied(one, other) for other in theirs)]
    part = head if head.value is not None else operation
    if shut_out:
        told = f"A call now needs {_told(theirs)}; until now {_told(shut_out)} was enough. Such a call is refused."
        yield site.change(part, "security", Verdict.BREAKING, told)
    elif not all(any(_satisfied(one, other) for other in ours) for one in theirs):
        told = f"A call needs {_told(theirs)}; until now it was {_told(ours)}. Whoever could call still can."
        yield site.change(part, "security", Verdict.COMPATIBLE, told)


def _alternatives(security: Any) -> list[Alternative]:
    """No alternative at all lets everybody in, as one that asks for nothing does."""
    return [{name: frozenset(scopes) for name, scopes in each.items()} for each in security or ()] or [{}]


def _satisfied(has: Alternative, needs: Alternative) -> bool:
    return all(name in has and scopes <= has[name] for name, scopes in needs.items())


def _told(alternatives: list[Alternative]) -> str:
    return " or ".join(_one(each) for each in alternatives)


def _one(alternative: Alternative) -> str:
    named = [
        f"`{name}` ({', '.join(sorted(scopes))})" if scopes else f"`{name}`" for name, scopes in alternative.items()
    ]
    return " and ".join(named) or "nothing"


def compare_schemes(base: Part, head: Part, site: Site) -> Changes:
    ours, theirs = (each.at("components").entries("securitySchemes") for each in (base, head))
    for name, scheme in ours.items():
        inner = replace(site, where=f"the security scheme `{name}`").under(scheme.value)
        if name in theirs:
            yield from _compare_scheme(scheme.resolved(), theirs[name].resolved(), inner)
        else:
            told = f"The security scheme `{name}` is gone. A client that calls by it is refused."
            yield inner.change(scheme, "security-scheme", Verdict.BREAKING, told)
    for name in theirs.keys() - ours.keys():
        told = f"The security scheme `{name}` is new."
        yield site.change(theirs[name], "security-scheme", Verdict.COMPATIBLE, told)


def _compare_scheme(base: Part, head: Part, site: Site) -> Changes:
    yield from compare_texts(base, head, site, frozenset(_TEXTS))
    for name in sorted({*base.value, *head.value} - _TEXTS - {"flows"}):
        if not name.startswith("x-") and not same(base.at(name).value, head.at(name).value):
            told = f"In {site.place()}, `{name}` is different. A client that authenticates as before is refused."
            yield site.change(head.at(name), "security-scheme", Verdict.BREAKING, told)
    yield from _flows(base, head, site)


def _flows(base: Part, head: Part, site: Site) -> Changes:
    ours, theirs = base.entries("flows"), head.entries("flows")
    for kind in sorted({*ours, *theirs}):
        if kind not in theirs:
            told = f"In {site.place()}, the flow `{kind}` is gone. A client that gets its tokens by it gets none."
            yield site.change(ours[kind], "flow-removed", Verdict.BREAKING, told)
        elif kind not in ours:
            told = f"In {site.place()}, the flow `{kind}` is new."
            yield site.change(theirs[kind], "flow-added", Verdict.COMPATIBLE, told)
        else:
            yield from _addresses(ours[kind], theirs[kind], site)
            yield from _scopes(ours[kind], theirs[kind], site)


def _addresses(base: Part, head: Part, site: Site) -> Changes:
    for name in sorted({*base.value, *head.value, *_ADDRESSES} - {"scopes"}):
        before, after = base.at(name).value, head.at(name).value
        if before != after:
            told = f"In {site.place()}, `{name}` is {after} in place of {before}. A client asks for tokens in vain."
            yield site.change(head.at(name), "token-url", Verdict.BREAKING, told)


def _scopes(base: Part, head: Part, site: Site) -> Changes:
    ours, theirs = base.entries("scopes"), head.entries("scopes")
    yield from _scopes_gone(ours, theirs, site)
    for name in sorted(theirs.keys() - ours.keys()):
        yield site.change(
            theirs[name], "scope-added", Verdict.COMPATIBLE, f"In {site.place()}, the scope `{name}` is new."
        )
    for name in sorted(ours.keys() & theirs.keys()):
        if ours[name].value != theirs[name].value:
            told = f"In {site.place()}, the scope `{name}` is described otherwise."
            yield site.change(theirs[name], "text", Verdict.TEXT, told)


def _scopes_gone(ours: Mapping[str, Part], theirs: Mapping[str, Part], site: Site) -> Iterator[Any]:
    for name in sorted(ours.keys() - theirs.keys()):
        told = f"In {site.place()}, the scope `{name}` is gone. A client that asks for it gets no token."
        yield site.change(ours[name], "scope-removed", Verdict.BREAKING, told)
