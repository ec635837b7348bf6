"""One target under atheris, in a process of its own: `python -m fuzzing.engine NAME SECONDS FOLDER`.

What breaks the property is written down, once for each place that it comes from, and the search goes on; what takes too
long or too much memory ends the process, and libFuzzer writes that input down.
"""

import hashlib
import logging
import sys
import traceback
from pathlib import Path

import atheris

from fuzzing.table import load
from fuzzing.target import Check, Target

MOST_MEGABYTES = 2048
INSTRUMENTED = ["contract", "emulator", "handlers"]


def main(name: str, seconds: int, folder: Path) -> None:
    logging.lastResort = None  # servers under test log what they refuse
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = load(name)
        check = target.open()
    atheris.Setup([name, *_options(target, seconds, folder)], _keeping(check, folder))
    atheris.Fuzz()


def _options(target: Target, seconds: int, folder: Path) -> list[str]:
    corpus, words = folder / "corpus", folder / "words"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), encoding="ascii")
    return [
        f"-max_total_time={seconds}",
        f"-timeout={target.seconds}",
        f"-rss_limit_mb={MOST_MEGABYTES}",
        f"-max_len={target.longest}",
        f"-dict={words}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        str(corpus),
    ]


def _keeping(check: Check, folder: Path) -> Check:
    """The check, whose failures are written down instead: the input, and beside it what was raised."""
    seen: set[str] = set()

    def keep(data: bytes) -> None:
        try:
            check(data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - what panics in Rust is no Exception
            place = _place(error)
            if place in seen:
                return
            seen.add(place)
            path = folder / f"found-{hashlib.sha256(place.encode()).hexdigest()[:12]}"
            path.write_bytes(data)
            told = "".join(traceback.format_exception(error))
            path.with_suffix(".txt").write_text(f"{data!r}\n\n{told}", encoding="utf-8", errors="replace")

    return keep


def _place(error: BaseException) -> str:
    """What was raised and where, of the first cause: the same for the same fault, most often."""
    while error.__cause__ is not None:
        error = error.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    return " ".join([type(error).__name__, *(f"{frame.filename}:{frame.lineno}" for frame in frames[-2:])])


def _escaped(word: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
