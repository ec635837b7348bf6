"""What moto's interpreter makes anew for each execution or state: parsed definitions and paths, and SDK clients.

A definition took 20 ms and more to parse, a path 1 ms, and a client 10 ms; and the session that boto3 makes them from
is not safe for threads.
"""

import sys
import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import boto3
from botocore.config import Config
from moto.settings import moto_server_port
from moto.stepfunctions.parser.asl.component.common.path import result_path
from moto.stepfunctions.parser.asl.component.eval_component import EvalComponent
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.utils import json_path

_KEPT_DEFINITIONS = 100
_KEPT_PATHS = 1000
_NO_LIMIT_SECONDS = 99_999_999  # a task's own limit applies
_CONNECTIONS = 256  # to be kept open

_making_client = threading.Lock()


class _Forgetful(list[threading.Thread]):
    """moto lists every thread that it ever started."""

    def append(self, thread: threading.Thread) -> None:
        del thread


def make_once() -> None:
    parser: Any = AmazonStateLanguageParser
    parser.parse = staticmethod(lru_cache(_KEPT_DEFINITIONS)(AmazonStateLanguageParser.parse))
    for module in (json_path, result_path):
        paths: Any = module
        paths.parse = lru_cache(_KEPT_PATHS)(paths.parse)
    component: Any = EvalComponent
    component.heap_key = property(_key_of)
    component._log_failure_event_exception = component._log_exception = _say_nothing  # noqa: SLF001 - it has no other
    # moto's modules import these by name, so each of them has a reference of its own.
    replaced: Mapping[str, object] = {"TMP_THREADS": _Forgetful(), "boto_client_for": _client_for}
    for module in [module for name, module in sys.modules.items() if name.startswith("moto.stepfunctions.parser.")]:
        for name in replaced.keys() & vars(module).keys():
            setattr(module, name, replaced[name])


def _key_of(component: EvalComponent) -> str:
    """moto draws one when it is first asked for: two executions that share the component could draw one each."""
    return str(id(component))


def _say_nothing(*_: object, **__: object) -> None:
    """moto writes the whole definition to its log for each state that an error passes."""


def _client_for(region: str, service: str, state_credentials: object = None) -> Any:
    del state_credentials  # moto does not heed them either
    with _making_client:
        return _client(region, service)


@cache
def _client(region: str, service: str) -> Any:
    return boto3.session.Session().client(
        service,
        region_name=region,
        endpoint_url=f"http://localhost:{moto_server_port()}",
        aws_access_key_id="ak",
        aws_secret_access_key="sk",  # noqa: S106 - as moto has it; nobody looks at it
        config=Config(
            parameter_validation=False,
            retries={"total_max_attempts": 1},
            connect_timeout=_NO_LIMIT_SECONDS,
            read_timeout=_NO_LIMIT_SECONDS,
            max_pool_connections=_CONNECTIONS,
        ),
    )
