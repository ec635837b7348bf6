"""What is published: the client edition as JSON and YAML, the docs page, the changelog, the clients, and their sums."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contract import Document, client_edition
from publishing.error import PublicationError
from publishing.examples import examples, invalid_examples
from publishing.folder import write_sums
from publishing.texts import json_text, yaml_text

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Makers:
    """`page` makes the docs page of a client edition, `changelog` is of a contract; `clients` are by names for people,
    and each puts its file into a folder.
    """

    page: Callable[[Json], bytes]
    clients: Mapping[str, Callable[[Document, Path], Path]]
    changelog: Callable[[Document], str]


@dataclass(frozen=True, slots=True)
class Edition:
    """What client teams get of a contract, at a stage."""

    contract: Document
    root: Json

    @classmethod
    def of(cls, contract: Document, url: str, token_url: str) -> "Edition":
        return cls(contract, client_edition(contract, url, token_url))


def write_contents(edition: Edition, makers: Makers, folder: Path, say: Callable[[str], None]) -> None:
    """Raises PublicationError, with what is wrong, for an example that does not match and for a client that fails."""
    document = replace(edition.contract, root=edition.root)
    say(f"Holding {len(tuple(examples(document)))} examples against their schemas …")
    if invalid := invalid_examples(document):
        raise PublicationError("\n".join(["Examples do not match their schemas:", *(f"  {each}" for each in invalid)]))
    # All of them wait for programs of their own.
    with ThreadPoolExecutor(max_workers=len(makers.clients) + 1) as threads:
        say(f"Building the clients: {', '.join(makers.clients)} …")
        builds = [threads.submit(build, edition.contract, folder) for build in makers.clients.values()]
        say("Comparing with the last published document, for the changelog …")
        changelog = threads.submit(makers.changelog, edition.contract)
        (folder / "openapi.json").write_bytes(json_text(edition.root))
        (folder / "openapi.yaml").write_bytes(yaml_text(edition.root))
        say("Making the docs page …")
        (folder / "docs.html").write_bytes(makers.page(edition.root))
        (folder / "CHANGELOG.md").write_text(changelog.result(), encoding="utf-8")
        for build in builds:
            build.result()
    write_sums(folder)


def is_same(edition: Edition, served: Json) -> bool:
    """As JSON has it, where 1 and true are two values."""
    return json.dumps(edition.root, sort_keys=True) == json.dumps(served, sort_keys=True)
