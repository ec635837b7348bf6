"""What a deployment left to know about a stage."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commands.error import CommandError
from commands.local_programs import EMULATOR, find
from commands.places import outputs_file

NOT_UP = "No stage is up on this machine: start one with `make up`."


@dataclass(frozen=True, slots=True)
class Team:
    """`monthly_tokens` are of models, input and output together."""

    client_id: str
    plan: str
    monthly_tokens: int
    scopes: tuple[str, ...]


def read_url(stage: str) -> str:
    return str(read_output(stage, "stage_url"))


def read_region(stage: str) -> str:
    return str(read_output(stage, "region"))


def read_teams(stage: str) -> Mapping[str, Team]:
    """By name, and in the order of names, which is Terraform's."""
    named: Mapping[str, Mapping[str, Any]] = read_output(stage, "teams")
    return {
        name: Team(about["client_id"], about["plan"], int(about["monthly_tokens"]), tuple(about["scopes"]))
        for name, about in named.items()
    }


def read_output(stage: str, name: str) -> Any:
    """Of an older deployment one may be missing."""
    outputs = read_outputs(stage)
    if name not in outputs:
        raise CommandError(f"The stage `{stage}` was deployed before it told its {name}: deploy it again.")
    return outputs[name]


def read_outputs(stage: str) -> Mapping[str, Any]:
    """By the names that infrastructure/stack.py gives them; nothing secret is among them."""
    if stage == "local" and find(EMULATOR) is None:
        raise CommandError(NOT_UP)
    try:
        document = json.loads(outputs_file(stage).read_text())
        return dict(document[stage])
    except (OSError, ValueError, KeyError):
        begin = "make up" if stage == "local" else f"make deploy STAGE={stage}"
        raise CommandError(f"No deployment of the stage `{stage}` is known here: run `{begin}`.") from None
