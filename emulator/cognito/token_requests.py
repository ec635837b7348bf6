"""A token request as HTTP carries it: client_secret_basic or client_secret_post, and a form.

https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
"""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl

from emulator.cognito.client_credentials import OAuthError, TokenRequest

_MAX_PARAMETERS = 50


def read_token_request(authorization: str | None, body: bytes) -> TokenRequest | OAuthError:
    parameters = _read_form(body)
    if isinstance(parameters, OAuthError):
        return parameters
    if authorization is None:
        client_id = parameters.get("client_id")
        if client_id is None:
            return OAuthError("invalid_request")
        return TokenRequest(client_id, parameters.get("client_secret"), parameters)
    credentials = _read_basic(authorization)
    if credentials is None:
        return OAuthError("invalid_client")
    client_id, secret = credentials
    # AWS's own examples repeat the client in the form; it must be the same.
    if parameters.get("client_id", client_id) != client_id or parameters.get("client_secret", secret) != secret:
        return OAuthError("invalid_request")
    return TokenRequest(client_id, secret, parameters)


def _read_form(body: bytes) -> Mapping[str, str] | OAuthError:
    """A parameter without a value counts as omitted, one that is sent twice is an error: RFC 6749, section 3.2."""
    try:
        pairs = parse_qsl(body.decode("ascii"), errors="strict", max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        return OAuthError("invalid_request")
    parameters = dict(pairs)
    return parameters if len(parameters) == len(pairs) else OAuthError("invalid_request")


def _read_basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return (client_id, secret) if colon else None
