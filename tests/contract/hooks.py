"""What Schemathesis loads for this project; schemathesis.toml names it."""

import os
from typing import Any

import schemathesis


@schemathesis.auth()
class TeamToken:
    """A token of a team, from the environment. Without it, one given by `-H 'Authorization: …'` is left to work."""

    def get(self, case: schemathesis.Case[Any], context: schemathesis.AuthContext) -> str | None:
        return os.environ.get("API_KEY")

    def set(self, case: schemathesis.Case[Any], data: str, context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"
