"""A stage held against the pact files of its consumers: every interaction is sent, every answer compared."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pact import Verifier

from consumers.provider_states import ProviderStates, served
from consumers.support_desk.interactions import PROVIDER
from consumers.tracking import do_not_track

PACTS = tuple(sorted(Path(__file__).parent.glob("*/pacts/*.json")))
_MILLISECONDS = 90_000  # for one request


def verify(pact: Path, stage_url: str, token: str) -> Sequence[str]:
    """What the stage does otherwise than the pact has it, an interaction a line; nothing if it keeps the pact."""
    do_not_track()
    states = ProviderStates(stage_url, token)
    with served(states) as states_url:
        verifier = (
            Verifier(PROVIDER, urlsplit(stage_url).hostname)
            .add_transport(url=stage_url)
            .add_source(pact)
            .set_request_timeout(_MILLISECONDS)
            .set_coloured_output(enabled=False)
            .state_handler(states_url, body=True)
        )
        try:
            verifier.verify()
        except RuntimeError:
            return (*states.failed, *_faults(verifier.results))
    return ()


def _faults(results: Mapping[str, Any]) -> Iterator[str]:
    """Of an interaction that could not be tried, as when its state failed, there are no mismatches but a message."""
    for error in results["errors"]:
        found = error["mismatch"]
        told = [f"{each.get('path', '')} {each['mismatch']}" for each in found.get("mismatches", ())]
        yield f"{error['interaction']}: {'; '.join(told) or found.get('message') or found}"
