"""Answers as the OpenAI API has them."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model_server.requests import Refused

CREATED = 1_700_000_000  # seconds since the epoch; the weights' age is not known any better
OWNER = "wordllama"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(document: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Answer(status, body, headers or {})


def error(refused: Refused, headers: Mapping[str, str] | None = None) -> Answer:
    described = {
        "message": refused.message,
        "type": refused.kind,
        "param": refused.param,
        "code": refused.code,
    }
    return answer({"error": described}, refused.status, headers)


def model_document(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": OWNER}


def models_document(names: Sequence[str]) -> dict[str, Any]:
    return {"object": "list", "data": [model_document(name) for name in names]}


def embeddings_document(name: str, vectors: NDArray[np.float64], tokens: int, is_base64: bool) -> dict[str, Any]:
    """In single precision, as both encodings have it; base64 is of little-endian floats."""
    singles = vectors.astype("<f4")
    rows: Sequence[Any] = (
        [_base64(row) for row in singles] if is_base64 else singles.astype(np.float64).round(8).tolist()
    )
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)]
    return {
        "object": "list",
        "data": data,
        "model": name,
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def _base64(row: NDArray[np.float32]) -> str:
    return base64.b64encode(row.tobytes()).decode()
