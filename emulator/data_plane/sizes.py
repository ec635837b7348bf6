"""What is too large for API Gateway to look at.

Only the answer to a body too long is documented, and that it cannot be customised. Header and URL are refused with the
statuses that HTTP has for them.
"""

from emulator.data_plane.messages import MAX_BODY_BYTES, MAX_HEADER_BYTES, MAX_URL_BYTES, Received
from emulator.data_plane.refusals import GatewayResponseType, Refusal

# AWS counts the values of headers alone; there may still not be any number of them.
_MAX_HEADERS = 1000

BODY_TOO_LONG = Refusal(GatewayResponseType.REQUEST_TOO_LARGE, "Request Too Long", customisable=False)
HEADER_TOO_LONG = Refusal(
    GatewayResponseType.DEFAULT_4XX, f"HTTP header is larger than {MAX_HEADER_BYTES} bytes.", status=431
)
URL_TOO_LONG = Refusal(
    GatewayResponseType.DEFAULT_4XX, f"An HTTP line is larger than {MAX_URL_BYTES} bytes.", status=414
)


def check_sizes(received: Received) -> Refusal | None:
    if len(received.path) + len(received.query) > MAX_URL_BYTES:
        return URL_TOO_LONG
    values = [len(value) for _, value in received.headers]
    if sum(values) > MAX_HEADER_BYTES or len(values) > _MAX_HEADERS:
        return HEADER_TOO_LONG
    return BODY_TOO_LONG if len(received.body) > MAX_BODY_BYTES else None
