"""Presigned URLs: until when they are good, and for which request. moto asks neither.

The rules are those of the S3 API reference, "Authenticating Requests: Using Query Parameters". The signatures of keys
that nobody has made here are taken as they are, as those in headers are. Of a URL of signature version 2, only the time
is looked at.
"""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, unquote_to_bytes
from xml.sax.saxutils import escape

from emulator.data_plane.access.principals import AccessKeys
from emulator.data_plane.access.signatures import Signature, read_signature
from emulator.data_plane.access.signed_requests import canonical_query, sign, string_to_sign
from emulator.data_plane.refusals import Refusal
from emulator.functions.environment import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from emulator.http_messages import HttpAnswer, HttpRequest

_LONGEST_SECONDS = 604_800
_UNSIGNED = "UNSIGNED-PAYLOAD"
_MALFORMED = "AuthorizationQueryParametersError"
_TOO_LONG = "X-Amz-Expires must be less than a week (in seconds)"
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class PresignedUrls:
    """`now` is in seconds since the epoch."""

    def __init__(self, access_keys: AccessKeys, now: Callable[[], float]) -> None:
        self._access_keys = access_keys
        self._now = now

    def refuse(self, request: HttpRequest) -> HttpAnswer | None:
        """None for whatever is no presigned URL of S3, and for one that is good."""
        if request.method == "OPTIONS" or "authorization" in request.header:
            return None
        if "X-Amz-Signature=" in request.query:
            return self._refuse_signed(request) if request.service in ("s3", None) else None
        if "AWSAccessKeyId=" in request.query and "Signature=" in request.query:
            return self._refuse_late(_parameter(request.query, "Expires"))
        return None

    def _refuse_signed(self, request: HttpRequest) -> HttpAnswer | None:
        signature = read_signature({}, request.query)
        if isinstance(signature, Refusal):
            return _refusal(400, _MALFORMED, signature.message or "")
        lifetime = signature.expires or 0
        if lifetime > _LONGEST_SECONDS:
            return _refusal(400, _MALFORMED, _TOO_LONG)
        # Not their sum, which may lie after the year 9999.
        if timedelta(seconds=lifetime) < self._current() - signature.moment:
            return self._expired(signature.moment + timedelta(seconds=lifetime), lifetime)
        secret = self._secret_of(signature.access_key_id)
        if secret is None or _is_signed(request, signature, secret):
            return None
        return _refusal(403, "SignatureDoesNotMatch", _MISMATCH, AWSAccessKeyId=signature.access_key_id)

    def _refuse_late(self, expires: str) -> HttpAnswer | None:
        if not (expires.isascii() and expires.isdigit() and len(expires) < 12):
            return _refusal(403, "AccessDenied", f"Invalid date (should be seconds since epoch): {expires}")
        end = datetime.fromtimestamp(int(expires), UTC)
        return self._expired(end) if end < self._current() else None

    def _expired(self, end: datetime, lifetime: int | None = None) -> HttpAnswer:
        details = {} if lifetime is None else {"X-Amz-Expires": str(lifetime)}
        times = {"Expires": end.strftime(_TIME_FORMAT), "ServerTime": self._current().strftime(_TIME_FORMAT)}
        return _refusal(403, "AccessDenied", "Request has expired", **details, **times)

    def _current(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)

    def _secret_of(self, access_key_id: str) -> str | None:
        if access_key_id == ACCESS_KEY_ID:
            return SECRET_ACCESS_KEY
        found = self._access_keys.find(access_key_id)
        return found.secret if found else None


def _is_signed(request: HttpRequest, signature: Signature, secret: str) -> bool:
    string = string_to_sign(_canonical_request(request, signature), signature)
    given = signature.value.encode("utf-8", "replace")
    return hmac.compare_digest(sign(string, signature, secret).encode(), given)


def _canonical_request(request: HttpRequest, signature: Signature) -> str:
    """S3 takes the path as it is, where other services encode it once more."""
    hashed = request.header.get("x-amz-content-sha256") or _parameter(request.query, "X-Amz-Content-Sha256")
    return "\n".join(
        (
            request.method,
            quote(unquote_to_bytes(request.raw_path), safe="/-_.~"),
            canonical_query(request.query),
            *(f"{name}:{' '.join(request.header.get(name, '').split())}" for name in signature.signed_headers),
            "",
            ";".join(signature.signed_headers),
            hashed or _UNSIGNED,
        )
    )


def _parameter(query: str, name: str) -> str:
    return parse_qs(query).get(name, [""])[0]


def _refusal(status: int, code: str, message: str, **details: str) -> HttpAnswer:
    told = {"Code": code, "Message": message} | details | {"RequestId": "0", "HostId": "0"}
    elements = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in told.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{elements}</Error>'
    return HttpAnswer(status, (("Content-Type", "application/xml"),), body.encode())
