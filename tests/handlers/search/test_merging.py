"""What an index holds decides what it is: not who merged it, in what order, or out of how many pieces."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from handlers.aws.index_objects import to_bytes
from handlers.search.arrays import IndexArrays, arrays_of, nothing
from handlers.search.index import Segment
from handlers.search.merging import merge
from tests.handlers.search.memory import segment

WORDS = st.sampled_from(["ferry", "bridge", "cable", "Ärger", "日本", "", "a a b"])
TEXTS = st.lists(st.lists(WORDS, max_size=4).map(" ".join), max_size=3)
IDS = st.sampled_from(["a", "b", "ü", "\U0001d54f", "z", "zz"])
LABELS = st.lists(st.sampled_from(["x", "y", "z"]), max_size=2)


@st.composite
def documents(draw: st.DrawFn) -> Segment:
    texts = draw(TEXTS)
    vectors = [[draw(st.integers(-4, 4)) / 4, 0.5] for _ in texts]
    return segment(draw(IDS), texts, np.array(vectors).reshape(len(texts), 2), draw(LABELS))


STEPS = st.lists(st.lists(documents() | IDS, max_size=4), max_size=6)


def merged_at_once(held: dict[str, Segment]) -> IndexArrays:
    return merge(nothing(), [arrays_of(held[document_id]) for document_id in held])


@given(STEPS)
def test_an_index_is_what_was_added_and_not_removed_since(steps: list[list[Segment | str]]) -> None:
    """A step is a publication: of each document its last change counts, as the records have one change a document."""
    index = nothing()
    held: dict[str, Segment] = {}
    for step in steps:
        changes = {change if isinstance(change, str) else change.document_id: change for change in step}
        added = [change for change in changes.values() if isinstance(change, Segment)]
        removed = {document_id for document_id, change in changes.items() if isinstance(change, str)}

        index = merge(index, [arrays_of(one) for one in added], removed)

        held = {key: one for key, one in held.items() if key not in removed}
        held |= {one.document_id: one for one in added}
        assert to_bytes(index) == to_bytes(merged_at_once(held))


@given(st.lists(documents(), max_size=6, unique_by=lambda one: one.document_id))
def test_passages_come_back_as_they_went_in(added: list[Segment]) -> None:
    index = merge(nothing(), [arrays_of(one) for one in added])

    in_order = sorted(added, key=lambda one: one.document_id)

    assert [index.passage(number) for number in range(len(index))] == [own for one in in_order for own in one.passages]
    assert [index.documents[place] for place in range(len(in_order))] == [one.document_id for one in in_order]
    assert index.vectors.tolist() == [row for one in in_order for row in one.vectors.tolist()]
    assert [index.place(one.document_id) for one in in_order] == list(range(len(in_order)))
    assert index.place("not there") is None
