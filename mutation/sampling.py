"""A campaign that fits into an hour: half of all faults, of every class and every operation."""

from collections import Counter
from collections.abc import Iterable

from mutation.candidates import Candidate


def every_other(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Of each class the first, the third and so on; of each second class the second, the fourth, so that operations
    which come at even places in all of them are not left out. A class's first one is always there.
    """
    classes: dict[str, int] = {}
    seen: Counter[str] = Counter()
    chosen = []
    for each in candidates:
        turn = classes.setdefault(each.kind, len(classes)) % 2
        if seen[each.kind] % 2 == turn or not seen[each.kind]:
            chosen.append(each)
        seen[each.kind] += 1
    return tuple(chosen)
