"""Whether a request is the one that was signed: the canonical request is built again from what has arrived.

The rules are those of the IAM user guide, "Create a signed AWS API request".
"""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, unquote

from emulator.data_plane.access.denials import invalid_signature
from emulator.data_plane.access.signatures import ALGORITHM, TIME_FORMAT, Signature
from emulator.data_plane.messages import Received
from emulator.data_plane.refusals import Refusal

SERVICE = "execute-api"
_WINDOW = timedelta(minutes=5)
_LONGEST_EXPIRY = 604_800
_UNRESERVED = "-_.~"
_HOST_UNSIGNED = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."


def refuse_signature(received: Received, signature: Signature, secret: str, region: str, now: float) -> Refusal | None:
    """`now` is in seconds since the epoch."""
    complaint = " ".join(_complaints(signature, region)) or _complain_of_time(
        signature, datetime.fromtimestamp(now, UTC)
    )
    if complaint:
        return invalid_signature(complaint)
    if "host" not in signature.signed_headers:
        return invalid_signature(_HOST_UNSIGNED)
    request = canonical_request(received, signature)
    string = string_to_sign(request, signature)
    if hmac.compare_digest(sign(string, signature, secret).encode(), signature.value.encode("utf-8", "replace")):
        return None
    return invalid_signature(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details.\n\n"
        f"The Canonical String for this request should have been\n'{request}'\n\n"
        f"The String-to-Sign should have been\n'{string}'\n"
    )


def canonical_request(received: Received, signature: Signature) -> str:
    return "\n".join(
        (
            received.method.upper(),
            _canonical_path(received.sent_path or "/"),
            canonical_query(received.query),
            *(f"{name}:{_canonical_value(received, name)}" for name in signature.signed_headers),
            "",
            ";".join(signature.signed_headers),
            sha256(received.body).hexdigest(),
        )
    )


def string_to_sign(request: str, signature: Signature) -> str:
    hashed = sha256(request.encode("utf-8", "replace")).hexdigest()
    return "\n".join((ALGORITHM, signature.moment.strftime(TIME_FORMAT), str(signature.scope), hashed))


def sign(string: str, signature: Signature, secret: str) -> str:
    key = f"AWS4{secret}".encode()
    scope = signature.scope
    for part in (scope.date, scope.region, scope.service, "aws4_request"):
        key = hmac.digest(key, part.encode("utf-8", "replace"), "sha256")
    return hmac.digest(key, string.encode("utf-8", "replace"), "sha256").hex()


def _canonical_path(path: str) -> str:
    """What was sent is encoded once more, after its dots and doubled slashes are gone."""
    kept: list[str] = []
    for piece in path.split("/"):
        if piece == "..":
            kept[-1:] = []
        elif piece not in ("", "."):
            kept.append(piece)
    end = "/" if kept and path.endswith("/") else ""
    return quote(f"/{'/'.join(kept)}{end}".encode("latin-1", "replace"), safe="/~")


def canonical_query(query: str) -> str:
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs if name != "X-Amz-Signature")
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: str) -> str:
    return quote(unquote(text, "latin-1").encode("latin-1", "replace"), safe=_UNRESERVED)


def _canonical_value(received: Received, name: str) -> str:
    return ",".join(" ".join(value.split()) for given, value in received.headers if given.lower() == name)


def _complaints(signature: Signature, region: str) -> Iterator[str]:
    """About what the credential is scoped to. AWS tells of all at once."""
    scope, moment = signature.scope, signature.moment.strftime(TIME_FORMAT)
    if scope.region != region:
        yield f"Credential should be scoped to a valid region, not '{scope.region}'."
    if scope.service != SERVICE:
        yield f"Credential should be scoped to correct service: '{SERVICE}'."
    if scope.date != moment[:8]:
        yield (
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{scope.date}' != '{moment[:8]}', from '{moment}'."
        )


def _complain_of_time(signature: Signature, now: datetime) -> str:
    if signature.expires is not None and signature.expires > _LONGEST_EXPIRY:
        return f"X-Amz-Expires must be less than a week (in seconds); the given X-Amz-Expires is {signature.expires}"
    lifetime = _WINDOW if signature.expires is None else timedelta(seconds=signature.expires)
    moment, current = signature.moment.strftime(TIME_FORMAT), now.strftime(TIME_FORMAT)
    if signature.moment > now + _WINDOW:
        latest = (now + _WINDOW).strftime(TIME_FORMAT)
        return f"Signature not yet current: {moment} is still later than {latest} ({current} + 5 min.)"
    if signature.moment + lifetime >= now:
        return ""
    if signature.expires is not None:
        return f"Signature expired: {(signature.moment + lifetime).strftime(TIME_FORMAT)} is now earlier than {current}"
    earliest = (now - _WINDOW).strftime(TIME_FORMAT)
    return f"Signature expired: {moment} is now earlier than {earliest} ({current} - 5 min.)"
