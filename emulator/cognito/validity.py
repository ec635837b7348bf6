"""How long an app client's access tokens are good, by its AccessTokenValidity and TokenValidityUnits.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TokenValidityUnitsType.html
"""

from collections.abc import Mapping
from typing import Any

LONGEST_SECONDS = 86_400
SHORTEST_SECONDS = 300

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
_DEFAULT_UNIT = "hours"
_DEFAULT_SECONDS = 3_600


def access_token_seconds(settings: Mapping[str, Any]) -> int:
    """`settings` are members of CreateUserPoolClient. A validity of 0 is none, as for AWS."""
    unit = (settings.get("TokenValidityUnits") or {}).get("AccessToken") or _DEFAULT_UNIT
    validity = int(settings.get("AccessTokenValidity") or 0)
    return validity * _SECONDS[unit] if validity else _DEFAULT_SECONDS


def is_access_token_validity(settings: Mapping[str, Any]) -> bool:
    unit = (settings.get("TokenValidityUnits") or {}).get("AccessToken") or _DEFAULT_UNIT
    return unit in _SECONDS and SHORTEST_SECONDS <= access_token_seconds(settings) <= LONGEST_SECONDS
