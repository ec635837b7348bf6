"""What Schemathesis loads; schemathesis.toml names it."""

import ast
import gc
import os
import re
import threading
import uuid
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.config import SanitizationConfig
from schemathesis.transport.prepare import prepare_request

import conformance.checks
import conformance.probes
from conformance.callers import give
from conformance.curl import curl_line

KEY = "Idempotency-Key"
# https://www.rfc-editor.org/rfc/rfc9110.html#section-7.6.1, and what frames a message
OF_CONNECTION = frozenset(
    {"connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
WELL_FORMED = re.compile(r"[!-~]{1,200}")  # and no longer than the contract allows with what is put behind it

# What is loaded stays for the whole run, and what a case makes is mostly gone with it: collecting less often takes a
# twentieth off a run's processor time.
gc.freeze()
gc.set_threshold(50_000, 50, 100)

_PARSING = threading.Lock()
_parse = ast.parse


def _parse_alone(*args: Any, **more: Any) -> Any:
    """Hypothesis reads sources while it tests; CPython 3.11 fails now and then when two threads do."""
    with _PARSING:
        return _parse(*args, **more)


ast.parse = _parse_alone

for package in (conformance.checks, conformance.probes):
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


@schemathesis.auth()
class TeamToken:
    """A token of a team, from the environment. Without it, one given by `-H 'Authorization: …'` is left to work."""

    def get(self, case: Case[Any], context: schemathesis.AuthContext) -> str | None:
        return os.environ.get("API_KEY")

    def set(self, case: Case[Any], data: str, context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Each request creates anew. Short texts, and the contract's example, come again and again in a run: as keys they
    would be answered with what an earlier request created, which may be deleted since.

    And each is one that HTTP can carry: a header of the connection that was made up ends it before any API is asked.
    """
    for name in [name for name in case.headers if name.lower() in OF_CONNECTION]:
        del case.headers[name]
    key = case.headers.get(KEY)
    if isinstance(key, str) and WELL_FORMED.fullmatch(key):
        case.headers[KEY] = f"{key}-{uuid.uuid4()}"


def _as_curl_command(
    case: Case[Any], headers: Mapping[str, Any] | None = None, verify: bool = True, *, base_url: str | None = None
) -> str:
    """In the place of Schemathesis's, whose line has its credentials masked and so does not reproduce anything."""
    authorization = (case.operation.schema.config.headers_for(operation=case.operation) or {}).get("Authorization", "")
    if token := authorization.removeprefix("Bearer "):
        give(token)
    request = prepare_request(case, headers, config=SanitizationConfig(enabled=False), base_url=base_url)
    body = request.body if isinstance(request.body, bytes | str) else None
    return curl_line(str(request.method), str(request.url), request.headers, body)


Case.as_curl_command = _as_curl_command  # type: ignore[method-assign, assignment] # there is no setting for it
