"""What Schemathesis loads for this project; schemathesis.toml names it."""

import os
import re
import uuid
from typing import Any

import schemathesis

KEY = "Idempotency-Key"
WELL_FORMED = re.compile(r"[!-~]{1,200}")  # and no longer than the contract allows with what is put behind it


@schemathesis.auth()
class TeamToken:
    """A token of a team, from the environment. Without it, one given by `-H 'Authorization: …'` is left to work."""

    def get(self, case: schemathesis.Case[Any], context: schemathesis.AuthContext) -> str | None:
        return os.environ.get("API_KEY")

    def set(self, case: schemathesis.Case[Any], data: str, context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Each request creates anew. Short texts, and the contract's example, come again and again in a run: as keys they
    would be answered with what an earlier request created, which may be deleted since.
    """
    key = case.headers.get(KEY)
    if isinstance(key, str) and WELL_FORMED.fullmatch(key):
        case.headers[KEY] = f"{key}-{uuid.uuid4()}"
