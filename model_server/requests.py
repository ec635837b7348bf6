"""What is asked for, read from a request's body: an order, or a refusal in the words of the OpenAI API."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_INPUTS = 2048
INVALID = "invalid_request_error"
ENCODINGS = ("float", "base64")
KNOWN = frozenset({"model", "input", "encoding_format", "dimensions", "user"})


@dataclass(frozen=True, slots=True)
class Refused:
    """`param` names the member of the body that is wrong; None when it is something else."""

    status: int
    message: str
    param: str | None = None
    code: str | None = None
    kind: str = INVALID


@dataclass(frozen=True, slots=True)
class Embeddings:
    texts: tuple[str, ...]
    is_base64: bool


def read_embeddings(body: bytes, model: str, dimensions: int) -> Embeddings | Refused:
    """`model` and its `dimensions` are what is served."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return Refused(400, "The body is not JSON in UTF-8.")
    if not isinstance(document, dict):
        return Refused(400, "The body is not a JSON object.")
    refused = _refusal_of_settings(document, model, dimensions)
    if refused:
        return refused
    texts = _texts(document.get("input"))
    if isinstance(texts, Refused):
        return texts
    return Embeddings(texts, document.get("encoding_format") == "base64")


def _refusal_of_settings(document: Mapping[str, Any], model: str, dimensions: int) -> Refused | None:
    unknown = next((name for name in document if name not in KNOWN), None)
    if unknown is not None:
        return Refused(400, f"Unrecognized request argument supplied: {unknown[:100]!r}.", "body")
    asked = document.get("model")
    if not isinstance(asked, str):
        return Refused(400, "You must provide a model parameter, a string.", "model")
    if asked != model:
        return model_not_found(asked)
    if document.get("encoding_format") not in (None, *ENCODINGS):
        return Refused(400, f"encoding_format must be one of {', '.join(ENCODINGS)}.", "encoding_format")
    wanted = document.get("dimensions")
    if wanted is not None and (wanted != dimensions or isinstance(wanted, bool)):
        return Refused(400, f"This model has {dimensions} dimensions and no other number of them.", "dimensions")
    return None


def model_not_found(name: str) -> Refused:
    return Refused(404, f"The model {name[:100]!r} does not exist.", "model", "model_not_found")


def _texts(given: Any) -> tuple[str, ...] | Refused:
    """A text, or a list of texts. Tokens, which the OpenAI API takes too, are another model's and mean nothing here."""
    texts = [given] if isinstance(given, str) else given
    match texts:
        case [int(), *_] | [[*_], *_]:
            return Refused(400, "Arrays of tokens are not supported: send input as text.", "input")
        case [str(), *_] if len(texts) > MOST_INPUTS:
            return Refused(400, f"input has {len(texts)} texts; at most {MOST_INPUTS} are allowed.", "input")
        case [str(), *_] if all(map(_is_text, texts)):
            return tuple(texts)
        case _:
            return Refused(400, "input must be a string that is not empty, or a list of such strings.", "input")


def _is_text(text: Any) -> bool:
    """Half a surrogate pair, which JSON lets pass, is no text."""
    try:
        return isinstance(text, str) and text.encode() != b""
    except UnicodeEncodeError:
        return False
