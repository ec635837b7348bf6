"""The contract that a stage serves, as a file: Schemathesis leaves out the operation that served it otherwise."""

from pathlib import Path

import requests

from commands.error import CommandError

LIMIT_SECONDS = 30


def fetch_document(url: str, folder: Path) -> Path:
    """The document of the stage at `url`, put into `folder`; raises CommandError where none is served."""
    try:
        served = requests.get(f"{url}/openapi.json", timeout=LIMIT_SECONDS)
        served.raise_for_status()
    except requests.RequestException as error:
        raise CommandError(f"The stage does not serve its document: {error}") from None
    file = folder / "openapi.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(served.content)
    return file
