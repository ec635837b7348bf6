"""What the steps of an ingest leave for each other: the passages in parts, and what is known of the document."""

import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass

from handlers.documents.facts import Facts
from handlers.ingestion.passage import Passage

# Small enough that progress is seen on the way; a part takes a model some seconds at most.
PART_SIZE = 64
# A part costs some tens of milliseconds beside its passages, so a large document has larger ones instead of more.
MOST_PARTS = 160


@dataclass(frozen=True, slots=True)
class Parts:
    """`total` passages, of which each part has `size` and the last what is left."""

    total: int
    size: int

    @property
    def count(self) -> int:
        return -(-self.total // self.size)


def parts_of(total: int) -> Parts:
    return Parts(total, max(PART_SIZE, -(-total // MOST_PARTS)))


def part(passages: Sequence[Passage], parts: Parts, number: int) -> Sequence[Passage]:
    return passages[number * parts.size : (number + 1) * parts.size]


def write_passages(passages: Sequence[Passage]) -> bytes:
    return json.dumps([astuple(passage) for passage in passages], ensure_ascii=False).encode()


def read_passages(content: bytes) -> tuple[Passage, ...]:
    return tuple(Passage(*fields) for fields in json.loads(content))


def write_facts(facts: Facts) -> bytes:
    return json.dumps(asdict(facts)).encode()


def read_facts(content: bytes) -> Facts:
    return Facts(**json.loads(content))
