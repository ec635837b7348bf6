"""A request's headers as an API sees them: what API Gateway's front end hides from it, and what it adds.

The same in proxy events, in templates, in mappings, and for HTTP endpoints.
"""

from emulator.data_plane.calls import Arrival
from emulator.data_plane.identifiers import trace_id
from emulator.data_plane.messages import Headers
from emulator.data_plane.parameters import canonical_headers

# As recorded, for integrations of all types.
_HIDDEN = frozenset(
    {
        "connection",
        "content-length",
        "content-md5",
        "expect",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "www-authenticate",
    }
)
_REPLACED = frozenset({"x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"})
_NOT_PASSED = _HIDDEN | _REPLACED


def method_request_headers(arrival: Arrival) -> Headers:
    """A test invocation has passed no front end that could add any."""
    received = arrival.received
    passed = [pair for pair in canonical_headers(received.headers) if pair[0].lower() not in _NOT_PASSED]
    if received.form == "test":
        return tuple(passed)
    forwarded = arrival.headers.get("x-forwarded-for")
    return (
        *passed,
        ("X-Amzn-Trace-Id", trace_of(arrival)),
        ("X-Forwarded-For", f"{forwarded}, {received.client_ip}" if forwarded else received.client_ip),
        ("X-Forwarded-Port", str(received.port)),
        ("X-Forwarded-Proto", received.scheme),
    )


def is_signature(name: str, value: str) -> bool:
    """API Gateway keeps an Authorization header that holds an AWS signature from functions and endpoints."""
    return name == "Authorization" and value.startswith("AWS4-HMAC-SHA256")


def trace_of(arrival: Arrival) -> str:
    """The same whenever it is asked for during one call."""
    sent, sampled = arrival.headers.get("x-amzn-trace-id"), arrival.settings.tracing
    return trace_id(sent, arrival.trace_bytes, arrival.started, sampled=sampled)
