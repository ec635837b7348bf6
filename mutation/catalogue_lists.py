"""Faults in how a list goes on from page to page."""

from collections.abc import Iterator

from mutation.changes.effects import LostItem, OverlappingPages, StaleCursor
from mutation.changes.values import EditValue
from mutation.mutant import Change
from mutation.places import LAST
from mutation.subject import Draft, Rotation, Subject

_MOST = 6


def lists(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    """That `limit`, the cursor or a filter counts for nothing is among the requests' faults."""
    paged = subject.paged
    if paged is None:
        return
    faults: dict[str, tuple[str, Change]] = {
        "no-next": ("ends after its first page", EditValue(paged.next_cursor, "missing", {})),
        "stale-cursor": ("always goes on where its first page ended", StaleCursor(paged.next_cursor, paged.cursor)),
        "broken-cursor": ("gives cursors that it does not take", EditValue(paged.next_cursor, "cut", {})),
        "overlap": (
            "has the last item of a page again on the next one",
            OverlappingPages(paged.items, paged.next_cursor, paged.cursor),
        ),
        "lost-item": ("loses the first item of each further page", LostItem(paged.items, paged.cursor)),
        "reversed": ("has its pages in reverse", EditValue(paged.items, "array-reversed", {})),
        "swapped": ("has the last two items of a page swapped", EditValue(paged.items, "items-swapped", {})),
        "repeated": ("has the last item of a page twice", EditValue(paged.items, "item-repeated", {})),
        "lacks-last": ("lacks the last item of each page", EditValue(paged.items, "array-shortened", {})),
        "empty": ("has pages without items", EditValue(paged.items, "array-emptied", {})),
        "lacks-field": ("has items without one of their fields", _lacking(subject, paged.items)),
    }
    for name in rotation.choose("list", [*faults], str, _MOST):
        said, change = faults[name]
        yield Draft("list broken", subject.success, name, f"{subject.id} {said}.", change)


def _lacking(subject: Subject, items: tuple[str | int, ...]) -> Change:
    inside = len(items) + 2
    fields = [each for each in subject.places(subject.success) if each.required and len(each.path) == inside]
    mine = [each for each in fields if each.path[:-1] == (*items, LAST)]
    return EditValue.of(mine[-1], "missing") if mine else EditValue(items, "missing", {})
