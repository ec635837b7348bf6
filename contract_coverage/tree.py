"""A schema of the contract as a tree of points, and which of them a value exercises."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contract import Document
from contract_coverage.keywords import NO_NULL, OF_ANOTHER_TYPE, REQUIRED, Schema, Trial
from contract_coverage.points import Kind, Point
from contract_coverage.validity import Validators, Validity

NO_BRANCH = "none of the branches"


@dataclass(frozen=True, slots=True)
class Branch:
    """One of `oneOf` or `anyOf`; `tags` are what the discriminator has for it."""

    point: Point
    is_valid: Validity
    tags: frozenset[str]
    node: "Node"


@dataclass(frozen=True, slots=True)
class Node:
    """`extra` is for properties that are not named. `both` are schemas of `allOf`."""

    trials: tuple[tuple[Point, Callable[[Any], bool]], ...] = ()
    properties: Mapping[str, "Node"] = field(default_factory=dict)
    items: "Node | None" = None
    extra: "Node | None" = None
    both: tuple["Node", ...] = ()
    tag: str = ""
    branches: tuple[Branch, ...] = ()
    no_branch: Point | None = None

    def points(self) -> Iterator[Point]:
        yield from (point for point, _ in self.trials)
        for branch in self.branches:
            yield branch.point
            yield from branch.node.points()
        if self.no_branch:
            yield self.no_branch
        for node in (*self.both, *self.properties.values(), self.items, self.extra):
            if node is not None:
                yield from node.points()

    def exercised(self, value: Any) -> Iterator[Point]:
        for point, holds in self.trials:
            if holds(value):
                yield point
        for node in self.both:
            yield from node.exercised(value)
        if self.branches:
            yield from self._of_branches(value)
        if isinstance(value, dict):
            yield from self._of_properties(value)
        elif isinstance(value, list) and self.items is not None:
            for each in value:
                yield from self.items.exercised(each)

    def _of_properties(self, value: Mapping[str, Any]) -> Iterator[Point]:
        for name, each in value.items():
            node = self.properties.get(name, self.extra)
            if node is not None:
                yield from node.exercised(each)

    def _of_branches(self, value: Any) -> Iterator[Point]:
        """A value is held against the branch that it names, even where it is not as that one has it; if branches have
        no tags, and it fits none, against them all.
        """
        valid = [branch for branch in self.branches if branch.is_valid(value)]
        yield from (branch.point for branch in valid)
        if not valid and self.no_branch and value is not None:
            yield self.no_branch
        tag = value.get(self.tag) if self.tag and isinstance(value, dict) else None
        meant = [branch for branch in self.branches if isinstance(tag, str) and tag in branch.tags]
        for branch in meant or valid or (() if self.tag else self.branches):
            yield from branch.node.exercised(value)


@dataclass(frozen=True, slots=True)
class Planting:
    """How the schemas of one part of an operation become trees."""

    document: Document
    validators: Validators
    trials: Callable[[Schema], Iterable[Trial]]
    operation: str
    kind: Kind
    can_fail: bool
    """Whether none of the branches is a trial too."""

    def tree(self, schema: Schema, place: str, above: tuple[str, ...] = ()) -> Node:
        """A schema that comes again within itself is left out there: its points are those above."""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if reference in above:
                return Node()
            above = (*above, reference)
            schema = self.document.resolve(schema)
        choices = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
        extra = schema.get("additionalProperties")
        return Node(
            trials=tuple((self._point(place, what), holds) for what, holds in self._trials(schema)),
            properties={
                name: self.tree(each, f"{place}/{name}", above) for name, each in schema.get("properties", {}).items()
            },
            items=self.tree(schema["items"], f"{place}/*", above) if "items" in schema else None,
            extra=self.tree(extra, f"{place}/*", above) if isinstance(extra, Mapping) else None,
            both=tuple(self.tree(each, place, above) for each in schema.get("allOf", ())),
            tag=schema.get("discriminator", {}).get("propertyName", ""),
            branches=tuple(self._branch(schema, each, n, place, above) for n, each in enumerate(choices, start=1)),
            no_branch=self._point(place, NO_BRANCH) if choices and self.can_fail else None,
        )

    def _trials(self, schema: Schema) -> Iterator[Trial]:
        yield from self.trials(schema)
        tag = schema.get("discriminator", {}).get("propertyName")
        if tag and self.can_fail:
            yield f"discriminator {tag} left out", lambda value: isinstance(value, dict) and tag not in value

    def _branch(self, schema: Schema, choice: Schema, number: int, place: str, above: tuple[str, ...]) -> Branch:
        reference = str(choice.get("$ref", ""))
        name = reference.rpartition("/")[2] or f"branch {number}"
        mapping = schema.get("discriminator", {}).get("mapping", {})
        tags = {tag for tag, target in mapping.items() if target in (reference, name)} or {name}
        node = self.tree(choice, f"{place}({name})", above)
        tag = schema.get("discriminator", {}).get("propertyName", "")
        if tag and self.can_fail:
            node = _tagged(node, tag)
        return Branch(self._point(place, name), self.validators.of(choice), frozenset(tags), node)

    def _point(self, place: str, what: str) -> Point:
        return Point(self.operation, self.kind, place, what)


def _tagged(node: Node, tag: str) -> Node:
    """Without what a value that names the branch cannot be: it is an object, and has the tag."""
    never = {OF_ANOTHER_TYPE, NO_NULL, f"{REQUIRED} {tag}"}
    return replace(
        node,
        trials=tuple((point, holds) for point, holds in node.trials if point.what not in never),
        properties={name: each for name, each in node.properties.items() if name != tag},
    )
