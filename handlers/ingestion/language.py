"""The language that a text is in, as far as its letters tell."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handlers.ingestion.failures import unsupported_language
from handlers.runs.run import Failure

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FEWEST_LETTERS = 60  # about ten words
LEAST_PROBABILITY = 0.5
SAMPLES = 5  # spread evenly over the text, so that neither a preface nor an appendix decides alone
SAMPLE = 2_000  # code points

UNPACKED = "data/model"  # a folder of the model's arrays, where whoever installs py3langid has unpacked it

ADDRESS = re.compile(r"\S{0,100}(?:://|www\.|@)\S{0,1000}|\]\([^\s()]{0,1000}\)")
LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str, allowed: frozenset[str]) -> str | Failure | None:
    """An ISO 639-1 code; None where the text is too short or too mixed to tell, which is accepted.

    `allowed` has the codes that are read; empty, all are.
    """
    language = detected(text)
    if language is None or not allowed or language in allowed:
        return language
    read = ", ".join(sorted(allowed))
    return unsupported_language(
        f'The text is in the language "{language}" (ISO 639-1); read here: {read}. Send a translation.'
    )


def detected(text: str) -> str | None:
    sample = _sample(text)
    if sum(1 for _ in LETTER.finditer(sample)) < FEWEST_LETTERS:
        return None
    ranked = _identifier().rank(sample)
    language, probability = ranked[0]
    # Labels of three letters are languages without a code of two, and "zxx", which is no language: code, tables, noise.
    return language if probability >= LEAST_PROBABILITY and len(language) == 2 else None


def _sample(text: str) -> str:
    if len(text) <= SAMPLES * SAMPLE:
        return ADDRESS.sub(" ", text)
    step = (len(text) - SAMPLE) // (SAMPLES - 1)
    parts = (text[place : place + SAMPLE] for place in range(0, SAMPLES * step, step))
    return ADDRESS.sub(" ", "\n".join(parts))


@cache
def _identifier() -> "LanguageIdentifier":
    """Loaded once a process, in 0.4 s from the wheel's LZMA, which holds 68 MB; the layer has them unpacked."""
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - it loads NumPy

    unpacked = MODEL_DIR / UNPACKED
    if unpacked.is_dir():
        return LanguageIdentifier(**_mapped(unpacked), norm_probs=True)
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _mapped(folder: Path) -> dict[str, Any]:
    """What the library's own loader makes of the model's arrays, but for a copy of each: what is used is read."""
    import numpy as np  # noqa: PLC0415 - as above

    def array(name: str) -> Any:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

    return {
        "nb_ptc": array("ptc"),
        "nb_pc": array("pc"),
        "nb_classes": array("classes").tolist(),
        "tk_nextmove": memoryview(array("nextmove")),
        "tk_row": memoryview(array("nextmove_row")),
        "tk_output": array("out_feat").tolist(),
    }
