"""The headers of whatever the gateway answers by itself. Operations send the same, and the contract says so of each."""

from collections.abc import Mapping
from types import MappingProxyType

ANSWER_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        # Which a browser otherwise keeps from the page.
        "Access-Control-Expose-Headers": (
            "Allow, Deprecation, ETag, Location, Retry-After, Sunset, WWW-Authenticate, x-amzn-RequestId"
        ),
        "Cache-Control": "no-store",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
    }
)
# API Gateway sends it with every answer, and keeps the name for itself.
REQUEST_ID = "x-amzn-RequestId"
