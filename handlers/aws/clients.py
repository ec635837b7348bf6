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
def apigateway() -> Any:
    return _client("apigateway")


@cache
def queues() -> Any:
    return _client("sqs")


@cache
def _session() -> Session:
    session = Session()
    session.register_component("data_loader", ServiceModels())
    return session


def _client(service: str, **settings: Any) -> Any:
    """A call ends, with all its attempts, before the gateway gives the request up after 29 seconds.

    botocore would compare each call's parameters with the service's model, which AWS does as well.
    """
    attempts = {"mode": "standard", "total_max_attempts": 3}
    config = Config(
        connect_timeout=2,
        read_timeout=7,
        retries=attempts,
        parameter_validation=False,
        user_agent=_user_agent(),
        **settings,
    )
    return _session().create_client(service, config=config)


def _user_agent() -> str:
    """botocore's, with the application's id, put together once: it takes as long as a signature, at each attempt."""
    session = _session()
    application = session.get_config_variable("user_agent_appid")
    return f"{session.user_agent()} app/{application}" if application else str(session.user_agent())
