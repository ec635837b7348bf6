"""What takes its time: the clients, each by its builder, and the changelog. No stage's URL stands in them, so they may
be made before there is one: `python -m publishing.builders` makes what is not kept yet.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from clients import python_package, typescript_package
from commands.places import ROOT
from contract import Document, load
from publishing.error import PublicationError
from publishing.kept_changelog import kept_changelog
from publishing.places import CONTRACT

Build = Callable[[Document, Path], Path]


def _failing_in_words(name: str, build: Build) -> Build:
    def build_or_say(document: Document, folder: Path) -> Path:
        try:
            return build(document, folder)
        except (python_package.BuildError, RuntimeError, OSError, subprocess.SubprocessError) as error:
            raise PublicationError(f"The {name} client cannot be built: {error}") from error

    return build_or_say


CLIENTS: Mapping[str, Build] = {
    name: _failing_in_words(name, build)
    for name, build in (("Python", python_package.build), ("TypeScript", typescript_package.build))
}


def main() -> None:
    contract = load(CONTRACT)
    kept_changelog(ROOT, contract)
    with tempfile.TemporaryDirectory() as unread:
        for build in CLIENTS.values():
            build(contract, Path(unread))


if __name__ == "__main__":
    try:
        main()
    except PublicationError as failure:
        sys.exit(str(failure))
