"""What may be patched in one kind of resource, as data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from emulator.control_plane.refusal import Refusal
from emulator.control_plane.store import Document

COPY = frozenset({"copy"})
REPLACE = frozenset({"replace"})
REMOVE = frozenset({"remove"})
REPLACE_REMOVE = frozenset({"replace", "remove"})
ADD_REMOVE = frozenset({"add", "remove"})
ANY_OP = frozenset({"add", "replace", "remove"})


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch operation whose path a table has. `names` are what stood for the pattern's `{…}` segments."""

    op: str  # "remove" also when nothing is to replace what is there
    path: str
    value: str | None
    names: Mapping[str, str]
    removable: bool
    source: str | None = None  # where a copy is from


@dataclass(frozen=True, slots=True)
class PatchPath:
    """`pattern` is AWS's spelling of the path; `{name}` stands for a segment, one `{name+}` for several.

    `target` says where that is in the output shape, if elsewhere; `{name}` in it is what the pattern's stood for.
    `prepare` makes what the change is made in; `apply` does what the shape alone cannot say, instead of a change.
    `absent` is the answer to a change of an entry that is not there, `without_value` to a replacement by nothing.
    """

    pattern: str
    ops: frozenset[str] = REPLACE
    target: tuple[str, ...] | None = None
    prepare: Callable[[Document, Patch], None] | None = None
    apply: Callable[[Document, Patch], Refusal | None] | None = None
    absent: Callable[[Patch], Refusal] | None = None
    without_value: Refusal | None = None

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.pattern.strip("/").split("/"))


# What is said of an operation that no path of the table allows. The last are the paths that match the operation's.
RefuseOperation = Callable[[Sequence[PatchPath], Document, Sequence[PatchPath]], Refusal]


@dataclass(frozen=True, slots=True)
class PatchTable:
    """What may be patched in one kind of resource, and how AWS refuses anything else there."""

    paths: tuple[PatchPath, ...]
    refuse: RefuseOperation
