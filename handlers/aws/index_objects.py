"""An index as one object: its arrays in the format of safetensors, which is read by pointing into the bytes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from handlers.search.arrays import IndexArrays
from handlers.search.postings import Postings
from handlers.search.strings import Strings

HEADER_BYTES = 8  # the length of the header, which is JSON
DTYPES: Mapping[str, type[np.generic]] = {
    "F16": np.float16,
    "U8": np.uint8,
    "U32": np.uint32,
    "U64": np.uint64,
}


def to_bytes(index: IndexArrays) -> bytes:
    return save(dict(_arrays(index, "")))


def from_bytes(content: bytes) -> IndexArrays:
    """Shares `content`: safetensors' own `load` copies it."""
    header_end = HEADER_BYTES + int.from_bytes(content[:HEADER_BYTES], "little")
    header = json.loads(content[HEADER_BYTES:header_end])
    arrays = {name: _array(content, header_end, stored) for name, stored in header.items()}
    nested: dict[str, Any] = {
        "documents": _part(Strings, arrays, "documents"),
        "texts": _part(Strings, arrays, "texts"),
        "headings": _part(Strings, arrays, "headings"),
        "postings": _part(Postings, arrays, "postings"),
    }
    flat: dict[str, Any] = {name: array for name, array in arrays.items() if "." not in name}
    return IndexArrays(**nested, **flat)


def _array(content: bytes, start: int, stored: Mapping[str, Any]) -> NDArray[Any]:
    first, last = stored["data_offsets"]
    dtype = np.dtype(DTYPES[stored["dtype"]]).newbyteorder("<")
    flat = np.frombuffer(content, dtype, (last - first) // dtype.itemsize, start + first)
    return flat.reshape(stored["shape"])


def _part(kind: type[Any], arrays: Mapping[str, NDArray[Any]], name: str) -> Any:
    return kind(**{field.name: arrays[f"{name}.{field.name}"] for field in fields(kind)})


def _arrays(value: Any, prefix: str) -> Iterator[tuple[str, NDArray[Any]]]:
    for field in fields(value):
        own = getattr(value, field.name)
        if isinstance(own, np.ndarray):
            yield prefix + field.name, np.ascontiguousarray(own)
        else:
            yield from _arrays(own, f"{prefix}{field.name}.")
