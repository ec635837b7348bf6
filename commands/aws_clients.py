"""AWS's clients for a stage: of the emulator for the local one, with the operator's own credentials for the others."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from commands.error import CommandError
from commands.local_programs import EMULATOR, find
from commands.stage_outputs import NOT_UP, read_region

BOUNDED = Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 3})


def client(stage: str, service: str) -> Any:  # botocore makes its clients at run time; they have no type of their own
    if stage != "local":
        return boto3.client(service, read_region(stage), config=BOUNDED)
    emulator = find(EMULATOR)
    if emulator is None:
        raise CommandError(NOT_UP)
    return boto3.client(
        service,
        region_name=read_region(stage),
        endpoint_url=emulator.endpoint,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - the emulator takes any
        config=BOUNDED,
    )


def said_by_aws(error: BotoCoreError | ClientError) -> str:
    """The one sentence of a call that failed."""
    if isinstance(error, ClientError):
        return f"AWS refused {error.operation_name}: {error.response['Error'].get('Message', 'it does not say why')}"
    return f"AWS does not answer: {error}"
