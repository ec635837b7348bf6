"""Request ids and trace ids in AWS's formats, made of bytes that the caller draws."""

import re
from base64 import b64encode

REQUEST_BYTES = 27  # what `request_ids` needs
TRACE_BYTES = 20  # what `trace_id` needs

_ROOT = re.compile(r"(?:^|;)\s*Root=1-[0-9a-fA-F]{8}-[0-9a-fA-F]{24}(?:;|$)")
_SAFE = re.compile(r"[A-Za-z0-9_=;:. -]{1,512}")


def request_ids(random: bytes) -> tuple[str, str]:
    """The request id, a UUID of version 4, and the extended one, as x-amz-apigw-id has it."""
    text = random[:16].hex()
    variant = "89ab"[random[8] & 3]
    request_id = f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"
    return request_id, b64encode(random[16:27]).decode("ascii")


def trace_id(sent: str | None, random: bytes, now: float, *, sampled: bool) -> str:
    """What X-Amzn-Trace-Id is from here on: the client's own, with a parent added where it has none."""
    root = sent if sent is not None and _SAFE.fullmatch(sent) and _ROOT.search(sent) else None
    if root is None:
        root = f"Root=1-{int(now):08x}-{random[:12].hex()}"
    elif "Parent=" in root:
        return root
    trailer = "" if "Sampled=" in root else f";Sampled={int(sampled)}"
    return f"{root};Parent={random[12:20].hex()}{trailer}"


def trace_root(trace: str) -> str:
    """The id that all that belongs to one trace has in common, "1-…"."""
    parts = (part.strip() for part in trace.split(";"))
    return next((part.removeprefix("Root=") for part in parts if part.startswith("Root=")), "")
