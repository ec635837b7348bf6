"""Places in a JSON value as its schema knows them: found in the schema, edited in a value. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contract import Document
from contract.document import Json

LAST = -1  # of a path's steps: the last item of an array; who looks at the first item alone overlooks it
MISSING = object()  # what an edit answers to take a place away

_DEEPEST = 8

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """`required`: by the object that it is a property of. `where`: what must stand elsewhere (paths and values) for
    the place to be there, such as the discriminator of a `oneOf`. `doubts`: how many properties on the way to a value
    that is not null may be left out or null.
    """

    path: Path
    schema: Json
    required: bool = False
    where: tuple[tuple[Path, Any], ...] = ()
    doubts: int = 0

    @property
    def name(self) -> str:
        """Unique within a schema: `items.last.usage`, and behind a discriminator `rank:results.last.index`."""
        steps = ".".join("last" if step == LAST else str(step) for step in self.path)
        return ":".join((*(str(value) for _, value in self.where), steps))

    @property
    def member(self) -> str:
        """The property's own name, by which a catalogue varies its choice."""
        return next((str(step) for step in reversed(self.path) if step != LAST), "")


def places(document: Document, schema: Json) -> tuple[Place, ...]:
    """The value itself first, then whatever lies in it, in the order of the schema. What several branches of an `allOf`
    say of a place is put together.
    """
    found: dict[Any, Place] = {}
    for place in _walk(document, Place((), document.resolve(schema)), ()):
        before = found.get((place.path, place.where), place)
        schema, required = {**before.schema, **place.schema}, before.required or place.required
        found[place.path, place.where] = replace(before, schema=schema, required=required)
    return tuple(found.values())


def _walk(document: Document, place: Place, above: tuple[int, ...]) -> Iterator[Place]:
    if id(place.schema) in above or len(place.path) > _DEEPEST:
        return
    yield place
    inside = (*above, id(place.schema))
    for branch, where in _branches(document, place):
        for name, node in branch.get("properties", {}).items():
            schema, required = document.resolve(node), name in branch.get("required", ())
            doubts = place.doubts + (not required or bool(schema.get("nullable")))
            yield from _walk(document, Place((*place.path, name), schema, required, where, doubts), inside)
        if isinstance(items := branch.get("items"), Mapping):
            of_items = Place((*place.path, LAST), document.resolve(items), where=where, doubts=place.doubts)
            yield from _walk(document, of_items, inside)


def _branches(document: Document, place: Place) -> Iterator[tuple[Json, tuple[tuple[Path, Any], ...]]]:
    schema = place.schema
    yield schema, place.where
    mapping = schema.get("discriminator", {}).get("mapping", {})
    if mapping:
        by = (*place.path, schema["discriminator"]["propertyName"])
        for value, reference in mapping.items():
            yield document.find(reference), (*place.where, (by, value))
    else:
        for word in ("allOf", "anyOf", "oneOf"):
            for each in schema.get(word, ()):
                yield document.resolve(each), place.where


def at(value: Any, path: Path) -> Any:
    """What stands there; MISSING when nothing does."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or not value:
                return MISSING
            value = value[step]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return MISSING
    return value


def edited(value: Any, path: Path, edit: Callable[[Any], Any]) -> Any:
    """A copy with what `edit` makes of the place; the same value when the place is not there."""
    if not path:
        return edit(value)
    head, rest = path[0], path[1:]
    found = at(value, (head,))
    if found is MISSING:
        return value
    made = edited(found, rest, edit)
    if isinstance(head, int):
        return [*value[:-1], *(() if made is MISSING else (made,))]
    return {name: made if name == head else old for name, old in value.items() if name != head or made is not MISSING}
