"""With a package index that is a folder of one wheel, made here."""

import base64
import hashlib
import io
import json
import lzma
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from infrastructure.layer import LayerError, build_layer, requirements
from infrastructure.runtime import Runtime


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip within LZMA, as py3langid's model is."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return lzma.compress(archive.getvalue())


ANY = Runtime("python3.13", "x86_64", "any")
FILES = {
    "pets/__init__.py": b"",
    "pets/native.so": b"machine code",
    "pets/native.pyx": b"its source",
    "pets/tests/test_pets.py": b"",
    "wordllama/splitter.so": b"not imported",
    "py3langid/data/model.npz.xz": packed({"pc.npy": b"numbers"}),
}
METADATA = b"Metadata-Version: 2.1\nName: pets\nVersion: 1.0\n"
WHEEL = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the wheel `pets` 1.0, which is all that pip finds."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    members = {**FILES, "pets-1.0.dist-info/METADATA": METADATA, "pets-1.0.dist-info/WHEEL": WHEEL}
    record = "".join(f"{name},{record_hash(content)},{len(content)}\n" for name, content in members.items())
    with zipfile.ZipFile(folder / "pets-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in {**members, "pets-1.0.dist-info/RECORD": record.encode()}.items():
            wheel.writestr(name, content)
    return folder


def test_a_layer_is_what_lambda_puts_on_the_path(index: Path, tmp_path: Path) -> None:
    said: list[str] = []

    build_layer(tmp_path / "layer.zip", (pinned(index),), ANY, said.append)

    with zipfile.ZipFile(tmp_path / "layer.zip") as layer:
        names = {name for name in layer.namelist() if "dist-info" not in name}
        numbers = layer.read("python/py3langid/data/model/pc.npy")
    assert names == {
        "python/pets/__init__.py",
        "python/pets/native.so",
        "python/py3langid/data/model/pc.npy",
    }
    assert numbers == b"numbers"
    assert said[0] == "Building the dependency layer for any: 1 packages, once."


def test_a_wheel_that_the_lock_does_not_know_is_refused(index: Path, tmp_path: Path) -> None:
    with pytest.raises(LayerError, match=r"^pip cannot install the layer's packages for any: "):
        build_layer(tmp_path / "layer.zip", (f"pets==1.0 --hash=sha256:{'0' * 64}",), ANY, lambda _: None)

    assert not (tmp_path / "layer.zip").exists()


def test_requirements_are_pinned_hashed_and_only_what_functions_import(tmp_path: Path) -> None:
    lock = tmp_path / "Pipfile.lock"
    lock.write_text(
        json.dumps(
            {
                "layer": {
                    "tokenizers": {"version": "==0.23.3", "hashes": ["sha256:b", "sha256:a"]},
                    "huggingface-hub": {"version": "==2.4.0", "hashes": ["sha256:c"]},
                    "boto3": {"version": "==1.44.5", "hashes": ["sha256:d"]},
                }
            }
        )
    )

    assert requirements(lock) == ("tokenizers==0.23.3 --hash=sha256:a --hash=sha256:b",)


def pinned(index: Path) -> str:
    (wheel,) = index.iterdir()
    return f"pets==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def record_hash(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
    return f"sha256={digest.decode()}"
