"""The error documents that Lambda itself answers with, when it is not the handler that failed."""

import json
import signal
from datetime import UTC, datetime

from emulator.functions.invocation import MAX_PAYLOAD_BYTES


def timed_out(request_id: str, timeout_seconds: int, now: datetime) -> bytes:
    return _document(f"{timestamp(now)} {request_id} {timeout_sentence(timeout_seconds)}", None)


def timeout_sentence(timeout_seconds: int) -> str:
    return f"Task timed out after {timeout_seconds:.2f} seconds"


def exited(request_id: str, exit_code: int) -> bytes:
    return _document(f"RequestId: {request_id} Error: {exit_sentence(exit_code)}", "Runtime.ExitError")


def exit_sentence(exit_code: int) -> str:
    """`exit_code` as subprocess gives it: negative for a signal."""
    if exit_code == 0:
        return "Runtime exited without providing a reason"
    if exit_code > 0:
        return f"Runtime exited with error: exit status {exit_code}"
    return f"Runtime exited with error: signal: {(signal.strsignal(-exit_code) or str(-exit_code)).lower()}"


def response_too_large(max_bytes: int = MAX_PAYLOAD_BYTES) -> bytes:
    message = f"Response payload size exceeded maximum allowed payload size ({max_bytes} bytes)."
    return _document(message, "Function.ResponseSizeTooLarge")


def unusable_code(reason: str) -> bytes:
    return _document(reason, "Runtime.InvalidCode")


def not_started(reason: str) -> bytes:
    return _document(f"The worker process could not start: {reason}", "Runtime.InvalidEntrypoint")


def stopped() -> bytes:
    return _document("The emulator has been stopped", "Runtime.ExitError")


def error_type(document: bytes) -> str:
    """Of an error document, as REPORT lines name it."""
    try:
        return str(json.loads(document).get("errorType") or "Unknown")
    except (ValueError, AttributeError, RecursionError):
        return "Unknown"


def timestamp(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"


def _document(message: str, error_type: str | None) -> bytes:
    document = {"errorMessage": message} | ({"errorType": error_type} if error_type else {})
    return json.dumps(document).encode()
