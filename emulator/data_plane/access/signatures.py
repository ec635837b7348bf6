"""AWS Signature Version 4, as a request carries it: in its Authorization header, or in its query (a presigned URL).

What is missing or malformed is told in AWS's words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl

from emulator.data_plane.access.denials import (
    MISSING_TOKEN,
    incomplete_authorization,
    incomplete_signature,
    malformed_authorization,
)
from emulator.data_plane.refusals import Refusal

ALGORITHM = "AWS4-HMAC-SHA256"
TIME_FORMAT = "%Y%m%dT%H%M%SZ"
_IN_HEADER = ("Credential", "Signature", "SignedHeaders")
_IN_QUERY = ("X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature")
_NO_DATE = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."


@dataclass(frozen=True, slots=True)
class Scope:
    """What the credential is good for."""

    date: str
    region: str
    service: str

    def __str__(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


@dataclass(frozen=True, slots=True)
class Signature:
    """`expires` is set for a presigned URL: for how many seconds it is good."""

    access_key_id: str
    scope: Scope
    signed_headers: tuple[str, ...]
    value: str
    moment: datetime
    session_token: str | None
    expires: int | None


def read_signature(headers: Mapping[str, str], query: str) -> Signature | Refusal:
    """`headers` are by lower-case name; `query` is as sent."""
    authorization = headers.get("authorization")
    if authorization:
        return _read_header(authorization, headers)
    if "X-Amz-" in query:
        parameters = dict(parse_qsl(query, keep_blank_values=True))
        if "X-Amz-Algorithm" in parameters:
            return _read_query(parameters)
    return MISSING_TOKEN


def refuse_authorization(headers: Mapping[str, str]) -> Refusal | None:
    """What is wrong with a request's Authorization header, if it has one, taken as a signature."""
    read = read_signature(headers, "")
    return read if isinstance(read, Refusal) and read is not MISSING_TOKEN else None


def _read_header(authorization: str, headers: Mapping[str, str]) -> Signature | Refusal:
    algorithm, space, rest = authorization.strip().partition(" ")
    pieces = [piece.strip() for piece in (rest if space else algorithm).split(",") if piece.strip()]
    if not all("=" in piece for piece in pieces):
        return malformed_authorization(authorization)
    given = {name: value for name, _, value in (piece.partition("=") for piece in pieces)}
    missing = [f"Authorization header requires '{name}' parameter." for name in _IN_HEADER if not given.get(name)]
    moment = _moment_of(headers)
    if moment is None:
        missing.append(_NO_DATE)
    credential = _read_credential(given.get("Credential", ""))
    if missing or moment is None or algorithm != ALGORITHM:
        return incomplete_authorization(" ".join(missing) or f"Unsupported algorithm: {algorithm}.", authorization)
    if credential is None:
        return _bad_credential(given["Credential"])
    access_key_id, scope = credential
    names = _names(given["SignedHeaders"])
    token = headers.get("x-amz-security-token")
    return Signature(access_key_id, scope, names, given["Signature"], moment, token, None)


def _read_query(parameters: Mapping[str, str]) -> Signature | Refusal:
    missing = [name for name in _IN_QUERY if not parameters.get(name)]
    if missing:
        return incomplete_signature(
            f"AWS query-string parameters must include '{missing[0]}'. Re-examine the query-string parameters."
        )
    moment, credential = _moment(parameters["X-Amz-Date"]), _read_credential(parameters["X-Amz-Credential"])
    expires = parameters["X-Amz-Expires"]
    if moment is None:
        return incomplete_signature("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
    if credential is None:
        return _bad_credential(parameters["X-Amz-Credential"])
    if not (expires.isascii() and expires.isdigit() and len(expires) < 10):
        return incomplete_signature("X-Amz-Expires should be a number")
    access_key_id, scope = credential
    names, token = _names(parameters["X-Amz-SignedHeaders"]), parameters.get("X-Amz-Security-Token")
    return Signature(access_key_id, scope, names, parameters["X-Amz-Signature"], moment, token, int(expires))


def _read_credential(credential: str) -> tuple[str, Scope] | None:
    parts = credential.split("/")
    if len(parts) != 5 or parts[4] != "aws4_request":
        return None
    return parts[0], Scope(*parts[1:4])


def _bad_credential(credential: str) -> Refusal:
    form = "<access-key-id>/<YYYYMMDD>/<AWS region>/<service>/aws4_request"
    return incomplete_signature(
        f"Credential must have exactly 5 slash-delimited elements, e.g. {form}, got '{credential}'"
    )


def _names(signed_headers: str) -> tuple[str, ...]:
    return tuple(name.lower() for name in signed_headers.split(";"))


def _moment_of(headers: Mapping[str, str]) -> datetime | None:
    sent, date = headers.get("x-amz-date"), headers.get("date")
    if sent:
        return _moment(sent)
    if not date:
        return None
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except OverflowError:  # a date at either end of time, in another zone
        return None
    except ValueError:
        return _moment(date)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
