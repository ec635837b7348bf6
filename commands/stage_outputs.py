"""What a deployment left to know about a stage: its URL, and a key that opens it."""

import json
import os
from typing import Any

import boto3
from botocore.config import Config

from commands.error import CommandError
from commands.local_programs import EMULATOR, find
from commands.places import outputs_file

BOUNDED = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 2})


def read_url(stage: str) -> str:
    return str(_outputs(stage)["stage_url"])


def read_region(stage: str) -> str:
    return str(_outputs(stage)["region"])


def read_key(stage: str) -> str:
    """The value of the stage's API key, asked of API Gateway: no output and no file of ours holds it."""
    outputs = _outputs(stage)
    client = _local_client() if stage == "local" else boto3.client("apigateway", outputs["region"], config=BOUNDED)
    return str(client.get_api_key(apiKey=outputs["api_key_id"], includeValue=True)["value"])


def _outputs(stage: str) -> dict[str, Any]:
    if stage == "local" and find(EMULATOR) is None:
        raise CommandError("No stage is up on this machine: start one with `make up`.")
    try:
        document = json.loads(outputs_file(stage).read_text())
        return dict(document[stage])
    except (OSError, ValueError, KeyError):
        begin = "make up" if stage == "local" else f"make deploy STAGE={stage}"
        raise CommandError(f"No deployment of the stage `{stage}` is known here: run `{begin}`.") from None


def _local_client() -> Any:  # botocore makes its clients at run time; they have no type of their own
    emulator = find(EMULATOR)
    endpoint = emulator.endpoint if emulator else os.environ.get("AWS_ENDPOINT_URL")
    return boto3.client(
        "apigateway",
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - the emulator takes any
        config=BOUNDED,
    )
