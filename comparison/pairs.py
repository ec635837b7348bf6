"""Pairs of documents with the verdict that a client would give: `base` and `head` in full, or `base` and edits.

`base.yaml` is what most of them start from. Every other file is a list of pairs, each with a `name`, a `verdict`
(`breaking`, `compatible`, `text` or `same`), `names` (words that the sentences have to hold), and edits: both documents
have those of `before` and `without`, the later one those of `set` and `drop` as well. Edits are by JSON pointer.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from contract import Document
from contract.document import checked
from contract.place import segments

_BASE = "base.yaml"


@dataclass(frozen=True, slots=True)
class Pair:
    name: str
    verdict: str
    names: tuple[str, ...]
    base: Mapping[str, Any]
    head: Mapping[str, Any]

    def documents(self) -> tuple[Document, Document]:
        return checked(Document("base.yaml", self.base)), checked(Document("head.yaml", self.head))


def read_pairs(folder: Path) -> tuple[Pair, ...]:
    base = _yaml(folder / _BASE)
    files = (path for path in sorted(folder.glob("*.yaml")) if path.name != _BASE)
    return tuple(pair for path in files for pair in _pairs(path, base))


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _pairs(path: Path, shared: Mapping[str, Any]) -> Iterator[Pair]:
    """Aliases of YAML are copied, so that an edit reaches one place alone."""
    for item in _yaml(path):
        base = edited(shared, item.get("before", {}), item.get("without", ()))
        head = edited(base, item.get("set", {}), item.get("drop", ()))
        yield Pair(f"{path.stem}: {item['name']}", item["verdict"], tuple(item.get("names", ())), base, head)


def edited(root: Mapping[str, Any], values: Mapping[str, Any], dropped: tuple[str, ...]) -> dict[str, Any]:
    """A copy with values set and nodes dropped, by their JSON pointers; `-` is the place after a list's last item."""
    made = deepcopy(dict(root))
    for pointer, value in values.items():
        holder, name = _holder(made, pointer)
        if isinstance(holder, list):
            at = len(holder) if name == "-" else int(name)
            holder[at : at + 1] = [deepcopy(value)]
        else:
            holder[name] = deepcopy(value)
    for pointer in dropped:
        holder, name = _holder(made, pointer)
        del holder[int(name) if isinstance(holder, list) else name]
    return made


def _holder(root: Any, pointer: str) -> tuple[Any, str]:
    *above, name = segments(pointer)
    node = root
    for segment in above:
        node = node[int(segment)] if isinstance(node, list) else node.setdefault(segment, {})
    return node, name
