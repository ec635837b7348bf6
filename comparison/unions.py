"""`oneOf` and `anyOf`: which branch of the later document is which of the earlier one, and which are new or gone."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from comparison.change import Verdict
from comparison.effective import Conjunction, Effective, effective
from comparison.site import Changes, Direction, Role, Site

Compare = Callable[[Conjunction, Conjunction, Site, Any], Changes]
Name = tuple[str, str]
Pairs = list[tuple[Conjunction, Conjunction]]
Matched = tuple[Pairs, list[Conjunction], list[Conjunction]]
"""Those that are the same choice, those that are gone, those that are new."""


def is_union(schema: Effective) -> bool:
    return bool(schema.unions)


def compare_unions(base: Effective, head: Effective, site: Site, seen: Any, compare: Compare) -> Changes:
    """A schema that is no union is one of a single branch."""
    if not (base.unions or head.unions):
        return
    if len(base.unions) > 1 or len(head.unions) > 1:
        yield from _several(base, head, site)
        return
    if base.unions and head.unions:
        yield from _kind(base, head, site)
    elif (base if base.unions else head).is_plain():
        # A union beside other keywords restricts them further.
        direction = Direction.NARROWED if head.unions else Direction.WIDENED
        words = f"the choice between schemas is {'new' if head.unions else 'gone'}"
        yield site.moved(head.last, "union", direction, words)
        return
    yield from _compare_branches(base, head, site, seen, compare)


def _several(base: Effective, head: Effective, site: Site) -> Changes:
    def pointers(schema: Effective) -> list[list[Any]]:
        return [list(union.value) for union in schema.unions]

    ours, theirs = pointers(base), pointers(head)
    if not all(any(site.is_same(one, other) for other in theirs) for one in ours) or len(ours) != len(theirs):
        yield site.unrecognised(head.last, "allOf")


def _kind(base: Effective, head: Effective, site: Site) -> Changes:
    """oneOf takes a value that fits one branch, anyOf also one that fits several."""
    if base.unions and head.unions:
        ours, theirs = (each.unions[0].pointer.rpartition("/")[2] for each in (base, head))
        if ours != theirs:
            direction = Direction.WIDENED if theirs == "anyOf" else Direction.NARROWED
            yield site.moved(head.unions[0], "union", direction, f"`{theirs}` stands in place of `{ours}`")


def _branches(schema: Effective) -> tuple[Conjunction, ...]:
    if not schema.unions:
        return (schema.parts,)
    union = schema.unions[0]
    return tuple((union.at(index),) for index in range(len(union.value)))


def _compare_branches(base: Effective, head: Effective, site: Site, seen: Any, compare: Compare) -> Changes:
    pairs, gone, new = _matched(base, head, site, compare)
    for left, right in pairs:
        yield from compare(left, right, site, seen)
    for branch in gone:
        meets = "A client that sends it is refused." if site.role is Role.REQUEST else "A client waits for it in vain."
        words = f"In {site.place()}, the choice {_title(branch, base)} is gone. {meets}"
        inner = site
        for part in branch:
            inner = inner.under(part.value).under(part.resolved().value)
        yield inner.change(branch[-1], "branch-removed", Verdict.BREAKING, words)
    # Beside a branch that takes any value of its type, a further one lets nothing more through.
    is_open = site.role in {Role.REQUEST, Role.PROBLEM} or any(map(_is_any_text, _branches(base)))
    for branch in new:
        verdict = Verdict.COMPATIBLE if is_open else Verdict.BREAKING
        meets = "A client goes on as before." if is_open else "A client may get what it does not know."
        words = f"In {site.place()}, the choice {_title(branch, head)} is new. {meets}"
        yield site.change(branch[-1], "branch-added", verdict, words)


def _is_any_text(branch: Conjunction) -> bool:
    schema = effective(branch)
    return schema.value("type") == "string" and not {"enum", "pattern", "format", "maxLength"} & {*schema.keywords}


def _matched(base: Effective, head: Effective, site: Site, compare: Compare) -> Matched:
    """By the names that both have, then by what they hold, then by their order where as many are left on both sides."""
    gone, new = list(_branches(base)), list(_branches(head))
    is_as_many = len(gone) == len(new)
    pairs: Pairs = []

    def pair(is_pair: Callable[[Conjunction, Conjunction], bool]) -> None:
        for left in list(gone):
            right = next((each for each in new if is_pair(left, each)), None)
            if right is not None:
                pairs.append((left, right))
                gone.remove(left)
                new.remove(right)

    for kind in ("mapping", "const", "ref", "title"):
        pair(partial(_is_named_alike, base, head, kind))
    pair(lambda left, right: not any(compare(left, right, site, set())))
    if not is_as_many:
        pair(
            lambda left, right: not any(each.verdict is Verdict.BREAKING for each in compare(left, right, site, set()))
        )
    if len(gone) == len(new):
        return [*pairs, *zip(gone, new, strict=True)], [], []
    return pairs, gone, new


def _breaks(changes: Changes) -> bool:
    return any(each.verdict is Verdict.BREAKING for each in changes)


def _is_named_alike(base: Effective, head: Effective, kind: str, left: Conjunction, right: Conjunction) -> bool:
    return bool(_named(left, base, kind) & _named(right, head, kind))


def _named(branch: Conjunction, union: Effective, kind: str) -> set[str]:
    return {name for each, name in _names(branch, union) if each == kind}


def _names(branch: Conjunction, union: Effective) -> Iterator[Name]:
    for part in branch:
        if part.reference():
            yield "ref", part.reference().rpartition("/")[2]
            for key, pointer in mapping(union).items():
                if pointer == part.resolved().pointer:
                    yield "mapping", key
        if isinstance(title := part.resolved().at("title").value, str):
            yield "title", title
    for name, schemas in effective(branch).properties.items():
        values = effective(schemas).value("enum")
        if values and len(values) == 1:
            yield "const", f"{name}={values[0]}"


def _title(branch: Conjunction, union: Effective) -> str:
    names = dict(_names(branch, union))
    found = names.get("mapping") or names.get("ref") or names.get("title") or names.get("const")
    return f"`{found or effective(branch).value('type') or 'without a name'}`"


def mapping(union: Effective) -> dict[str, str]:
    """The pointers by the discriminator's values; without a mapping, components are called by their names."""
    if union.discriminator is None:
        return {}
    written = union.discriminator.at("mapping").value
    if isinstance(written, Mapping):
        return {key: _pointer(str(value)) for key, value in written.items()}
    branches = (part for branch in _branches(union) for part in branch)
    return {part.reference().rpartition("/")[2]: part.resolved().pointer for part in branches if part.reference()}


def _pointer(value: str) -> str:
    return value[1:] if value.startswith("#") else f"/components/schemas/{value}"


def compare_discriminators(base: Effective, head: Effective, site: Site) -> Changes:
    ours, theirs = base.discriminator, head.discriminator
    if ours is None or theirs is None:
        if ours is not theirs:
            is_new = ours is None
            verdict = Verdict.COMPATIBLE if is_new else Verdict.BREAKING
            told = "is new" if is_new else "is gone. A client can no longer tell the schemas apart by it"
            part = theirs or head.last
            yield site.change(part, "discriminator", verdict, f"In {site.place()}, the discriminator {told}.")
        return
    before, after = (each.at("propertyName") for each in (ours, theirs))
    if before.value != after.value:
        told = f"the discriminator is `{after.value}` in place of `{before.value}`"
        yield site.moved(after, "discriminator", Direction.CHANGED, told)
    yield from _keys(base, head, site)


def _keys(base: Effective, head: Effective, site: Site) -> Changes:
    before, after = mapping(base), mapping(head)
    part = head.discriminator or head.last
    if gone := sorted(before.keys() - after.keys()):
        words = f"In {site.place()}, the discriminator no longer knows {', '.join(f'`{key}`' for key in gone)}."
        yield site.change(part, "mapping-removed", Verdict.BREAKING, f"{words} A client that uses it is refused.")
    if new := sorted(after.keys() - before.keys()):
        is_open = site.role in {Role.REQUEST, Role.PROBLEM}
        words = f"In {site.place()}, the discriminator knows {', '.join(f'`{key}`' for key in new)} as well."
        yield site.change(part, "mapping-added", Verdict.COMPATIBLE if is_open else Verdict.BREAKING, words)
