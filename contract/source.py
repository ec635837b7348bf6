"""Text of a contract, as YAML or JSON, to plain data and the position of each node.

Scalars are read as YAML 1.2 reads JSON: `no`, `on` and dates stay text, keys are always text. JSON is a subset.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from contract.place import ContractError, Place, child

_SCALARS: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"null|~|"), lambda _text: None),
    (re.compile(r"true|false"), lambda text: text == "true"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?"), float),
)
_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}


@dataclass(frozen=True, slots=True)
class Source:
    """`positions` is by JSON pointer; an entry of a mapping stands where its key stands."""

    path: str
    root: dict[str, Any]
    positions: dict[str, Place]


def read(path: Path) -> Source:
    """Raises ContractError for whatever keeps the file from being read."""
    root = _compose(_text(path), str(path))
    positions: dict[str, Place] = {}
    try:
        value = _construct(root, "", _Reading(str(path), positions, ()))
    except RecursionError:
        raise ContractError(Place(str(path), 1, 1), "The file is nested too deeply to be a contract.") from None
    if not isinstance(value, dict):
        raise ContractError(
            Place(str(path), 1, 1), "A contract is a mapping at its top; this file holds another value."
        )
    return Source(str(path), value, positions)


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ContractError(str(path), f"The file cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise ContractError(str(path), f"The file is not UTF-8 text: byte {error.start} does not fit.") from None
    # JSON may indent with tabs, YAML may not; inside JSON's strings a raw tab cannot stand, so none is lost.
    return text.replace("\t", " ") if _is_json(text) else text


def _is_json(text: str) -> bool:
    return text.lstrip().startswith("{")


def _compose(text: str, path: str) -> yaml.Node:
    # The fast loader refuses the surrogates with which JSON escapes a character outside of the BMP.
    loader = yaml.BaseLoader if _is_json(text) else getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
        raise ContractError(place, f"This is not YAML: {error.problem or error.context}.") from None
    except yaml.reader.ReaderError as error:
        raise ContractError(Place(path, 1, 1), f"This is not YAML: {error.reason}.") from None
    except RecursionError:
        raise ContractError(Place(path, 1, 1), "The file is nested too deeply to be a contract.") from None
    if root is None:
        raise ContractError(Place(path, 1, 1), "The file is empty.")
    return root


@dataclass(frozen=True, slots=True)
class _Reading:
    path: str
    positions: dict[str, Place]
    above: tuple[yaml.Node, ...]

    def place(self, node: yaml.Node) -> Place:
        return Place(self.path, node.start_mark.line + 1, node.start_mark.column + 1)

    def below(self, node: yaml.Node) -> "_Reading":
        return _Reading(self.path, self.positions, (*self.above, node))


def _construct(node: yaml.Node, pointer: str, reading: _Reading) -> Any:
    reading.positions.setdefault(pointer, reading.place(node))
    if node in reading.above:
        raise ContractError(reading.place(node), "This anchor contains an alias of itself.")
    if node.tag not in _TAGS:
        raise ContractError(reading.place(node), f"The tag {node.tag} has no meaning in a contract; remove it.")
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        below = reading.below(node)
        return [_construct(item, child(pointer, index), below) for index, item in enumerate(node.value)]
    return dict(_entries(node, pointer, reading.below(node)))


def _entries(node: yaml.Node, pointer: str, reading: _Reading) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key, value in node.value:
        place = reading.place(key)
        if not isinstance(key, yaml.ScalarNode):
            raise ContractError(place, "A key is a text, not a list or a mapping.")
        if key.value == "<<":
            raise ContractError(place, "Merge keys (<<) are not read; write the entries out.")
        if key.value in seen:
            raise ContractError(place, f"The key {key.value!r} stands twice in this mapping; remove one of them.")
        seen.add(key.value)
        below = child(pointer, key.value)
        reading.positions[below] = place
        yield key.value, _construct(value, below, reading)


def _scalar(node: yaml.ScalarNode) -> Any:
    if not node.style:  # plain, neither quoted nor a block
        for pattern, convert in _SCALARS:
            if pattern.fullmatch(node.value):
                return convert(node.value)
    # JSON writes such a character as two \u escapes, which YAML leaves as two surrogates.
    return node.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
