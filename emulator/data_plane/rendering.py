"""Making the answer: of a refusal by the API's gateway responses, of a reply by adding the gateway's own headers."""

from emulator.data_plane.calls import Arrival, Call, Reply
from emulator.data_plane.compression import compress
from emulator.data_plane.context import Situation, resolve
from emulator.data_plane.expressions import Text, Variable, escape_json, render_text
from emulator.data_plane.gateway_responses import PLAIN
from emulator.data_plane.media_types import JSON, choose
from emulator.data_plane.messages import Answer, Headers
from emulator.data_plane.refusals import DEFAULTS, Refusal
from emulator.data_plane.response_headers import remap_own, sound, with_content_type
from emulator.data_plane.streaming import within_bounds

_BODILESS = frozenset({204, 304})


def render(arrival: Arrival, call: Call | None, outcome: Reply | Refusal) -> Answer:
    reply = outcome if isinstance(outcome, Reply) else _render_refusal(Situation(arrival, call, outcome), outcome)
    return _finish(reply, arrival)


def _render_refusal(situation: Situation, refusal: Refusal) -> Reply:
    """The template's type is the Content-Type, unless the gateway response sets that header itself."""
    default = DEFAULTS[refusal.type]
    response = situation.arrival.api.gateway_responses[refusal.type] if refusal.customisable else PLAIN
    status = response.status or refusal.status or default.status
    mapped = [
        (name, value)
        for name, source in response.headers
        if (value := source if isinstance(source, str) else resolve(situation, source)) is not None
    ]
    type_, template = choose(response.templates, situation.arrival.headers) or (JSON, ())
    error_type = ("x-amzn-ErrorType", refusal.error_type or default.error_type)
    headers = with_content_type((*remap_own(mapped), error_type), type_)
    return Reply(status, headers, _render_body(template, type_, situation))


def _render_body(template: Text, type_: str, situation: Situation) -> bytes:
    """Values are escaped for JSON templates, so that no request can break the body that tells of it."""
    is_json = type_.endswith("json")

    def escape(variable: Variable, value: str) -> str:
        return value if not is_json or variable.name == "error.messageString" else escape_json(value)

    text = render_text(template, lambda variable: resolve(situation, variable), absent="", escape=escape)
    return text.encode("utf-8", "replace")


def _finish(reply: Reply, arrival: Arrival) -> Answer:
    headers = sound(reply.headers)
    own: Headers = (("x-amzn-RequestId", arrival.request_id), ("x-amz-apigw-id", arrival.extended_request_id))
    if reply.stream is not None:
        stream = within_bounds(reply.stream, arrival.api.stream_idle_seconds)
        return Answer(reply.status, headers + own, b"", stream)
    body = b"" if reply.status in _BODILESS else reply.body
    threshold = arrival.api.minimum_compression_size
    if threshold is None or len(body) < threshold:
        return Answer(reply.status, headers + own, body)
    compressed = compress(body, headers, arrival.headers.get("accept-encoding", ""))
    return Answer(reply.status, compressed.headers + own, compressed.body)
