"""What Schemathesis loads for this project; schemathesis.toml names it."""

import os
from typing import Any

import schemathesis


@schemathesis.auth()
class StageKey:
    """The key of the stage, from the environment. Without it, a key given by `-H 'x-api-key: …'` is left to work."""

    def get(self, case: schemathesis.Case[Any], context: schemathesis.AuthContext) -> str | None:
        return os.environ.get("API_KEY")

    def set(self, case: schemathesis.Case[Any], data: str, context: schemathesis.AuthContext) -> None:
        case.headers["x-api-key"] = data
