"""What Cognito authorizers ask about user pools: a port."""

from collections.abc import Mapping
from typing import Any, Protocol

Claims = Mapping[str, Any]


class UserPools(Protocol):
    def read_token(self, pool_arn: str, token: str) -> Claims | None:
        """The claims of a JSON web token that this user pool has signed, expired or not; None for any other."""


class NoUserPools:
    def read_token(self, pool_arn: str, token: str) -> Claims | None:
        del pool_arn, token
        return None
