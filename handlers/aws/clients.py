"""Clients of AWS's services, one of each a process, made when first asked for."""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

from handlers.aws.service_models import ServiceModels

REGIONAL = {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}


@cache
def dynamodb() -> Any:
    return _client("dynamodb")


@cache
def s3() -> Any:
    """By its region's address: a link by the address for all regions redirects to where its signature fits no more."""
    return _client("s3", signature_version="s3v4", s3=REGIONAL)


@cache
def stepfunctions() -> Any:
    return _client("stepfunctions")


@cache
def functions() -> Any:
    return _client("lambda")


@cache
def _session() -> Session:
    session = Session()
    session.register_component("data_loader", ServiceModels())
    return session


def _client(service: str, **settings: Any) -> Any:
    """A call ends, with all its attempts, before the gateway gives the request up after 29 seconds."""
    attempts = {"mode": "standard", "total_max_attempts": 3}
    config = Config(connect_timeout=2, read_timeout=7, retries=attempts, **settings)
    return _session().create_client(service, config=config)
