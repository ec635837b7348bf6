"""What API Gateway exports of a body that it has imported: the emulator's control plane, in this process."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from contract import load
from contract.place import child
from drift.wanted import Account, Wanted, wanted_of
from emulator.control_plane import ControlPlane
from emulator.data_plane.stages import DeployedStages
from infrastructure.stages import STAGES
from tests.emulator.control_plane.in_memory import ACCOUNT, REGION, client_of, keep_snapshot

OWN = load(Path(__file__).parents[2] / "openapi.yaml")
STAGE = "local"
URL, TOKEN_URL = "https://api.example.com/local", "https://login.example.com/token"


def wanted(stage: str = STAGE) -> Wanted:
    settings = next(row for row in STAGES if row.name == stage)
    return wanted_of(OWN, settings, Account("aws", ACCOUNT), URL, TOKEN_URL)


def gateway() -> Any:
    return client_of(ControlPlane(DeployedStages(), keep_snapshot, region=REGION, account_id=ACCOUNT))


def deployed(client: Any, body: Mapping[str, Any]) -> str:
    """The id of an API that has this body, and the stage."""
    api: str = client.import_rest_api(body=json.dumps(body).encode(), failOnWarnings=True)["id"]
    client.create_deployment(restApiId=api, stageName=STAGE)
    return api


def leaves(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Whatever has nothing below it, by JSON pointer."""
    match node:
        case Mapping() if node:
            for name, value in node.items():
                yield from leaves(value, child(pointer, name))
        case [*values] if values:
            for index, value in enumerate(values):
                yield from leaves(value, child(pointer, index))
        case _:
            yield pointer, node
