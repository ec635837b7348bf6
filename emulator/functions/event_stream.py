"""AWS's event stream encoding (application/vnd.amazon.eventstream): messages with headers, a payload and checksums."""

import json
import struct
import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

from emulator.functions.failures import error_type
from emulator.functions.invocation import Invocation, Stream

CONTENT_TYPE = "application/vnd.amazon.eventstream"
_STRING = 7  # the type of a header's value


async def encode(stream: Stream) -> AsyncGenerator[bytes]:
    """As InvokeWithResponseStream answers: each part of the response, and how it has ended."""
    async with aclosing(stream.chunks) as chunks:
        async for chunk in chunks:
            yield encode_event("PayloadChunk", "application/octet-stream", chunk)
    yield encode_event("InvokeComplete", "application/json", json.dumps(_completion(await stream.ended)).encode())


def encode_event(event_type: str, content_type: str, payload: bytes) -> bytes:
    headers = b"".join(
        _header(name, value)
        for name, value in ((":message-type", "event"), (":event-type", event_type), (":content-type", content_type))
    )
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))


def _header(name: str, value: str) -> bytes:
    return struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", _STRING, len(value)) + value.encode()


def _completion(ended: Invocation) -> dict[str, str]:
    if ended.function_error is None:
        return {}
    return {"ErrorCode": error_type(ended.payload), "ErrorDetails": ended.payload.decode("utf-8", "replace")}
