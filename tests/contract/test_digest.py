"""The digest that names one edition of the contract."""

import re
from collections.abc import Callable
from pathlib import Path

from contract import Document, digest, load

Write = Callable[..., Path]


def test_a_digest_is_a_sha_256_in_hexadecimal(contract: Document) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", digest(contract))


def test_how_the_file_is_written_does_not_matter(write: Write, sound: str) -> None:
    authored = load(write(sound))

    commented = load(write("# Another comment\n" + sound, "commented.yaml"))

    assert digest(commented) == digest(authored)


def test_the_order_of_names_does_not_matter(write: Write, sound: str) -> None:
    turned = sound.replace("{title: Pets, version: 1.0.0}", "{version: 1.0.0, title: Pets}")

    assert turned != sound
    assert digest(load(write(turned))) == digest(load(write(sound, "sound.yaml")))


def test_whatever_else_changes_changes_it(write: Write, sound: str) -> None:
    one_less = sound.replace("minimum: 0", "minimum: 1")

    assert digest(load(write(one_less))) != digest(load(write(sound, "sound.yaml")))
