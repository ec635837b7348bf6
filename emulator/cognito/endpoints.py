"""What Cognito serves besides its operations: a domain's token endpoint, and a user pool's public keys.

A domain is reached by its host name as on AWS, and by path, a custom one by path only; a pool by its path, whatever the
host name.
"""

import asyncio
import json
import re
import time
from typing import Any
from uuid import uuid4

from emulator.cognito import moto_pools
from emulator.cognito.client_credentials import Granted, OAuthError, grant_token
from emulator.cognito.token_requests import read_token_request
from emulator.http_messages import HttpAnswer, HttpRequest

MAX_TOKEN_REQUEST_BYTES = 64 * 1024

_PATH_FORM = re.compile(r"/_aws/cognito-idp/(?P<domain>[^/]+)(?P<path>/.*)?", re.DOTALL)
_HOST_FORM = re.compile(
    r"(?P<domain>[a-z0-9-]+)\.auth\.(?P<region>[a-z0-9-]+)\.amazoncognito\.com(:\d+)?", re.IGNORECASE
)
_POOL_FORM = re.compile(
    r"/(?P<pool>(?P<region>[a-z0-9-]+)_[A-Za-z0-9]+)/\.well-known/(?P<document>jwks\.json|openid-configuration)"
)
_HOST_OF_POOLS = re.compile(r"cognito-idp\.[a-z0-9-]+\.amazonaws\.com(:\d+)?", re.IGNORECASE)

_TOKEN_PATH = "/oauth2/token"  # noqa: S105 - no password
_FORM = "application/x-www-form-urlencoded"
_JSON = (("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*"))
# As AWS sends them: https://github.com/amazon-archives/amazon-cognito-auth-js/issues/52
_TOKEN_HEADERS = (
    ("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"),
    ("Pragma", "no-cache"),
    ("Expires", "0"),
    ("X-Content-Type-Options", "nosniff"),
    ("Access-Control-Allow-Origin", "*"),
)


def is_at_domain(raw_path: str, host: str) -> bool:
    return raw_path.startswith("/_aws/cognito-idp/") or _HOST_FORM.fullmatch(host) is not None


def is_of_pool(raw_path: str) -> bool:
    return _POOL_FORM.fullmatch(raw_path) is not None


class UserPoolEndpoints:
    """moto is loaded by the first request, and asked in a thread, which signing takes 1 ms of."""

    def __init__(self, account_id: str) -> None:
        self._account_id = account_id

    async def answer(self, request: HttpRequest) -> HttpAnswer:
        """To a request for which `is_at_domain` or `is_of_pool` holds."""
        at_domain = is_at_domain(request.raw_path, request.header.get("host", ""))
        answer = self._answer_at_domain if at_domain else self._answer_of_pool
        return await asyncio.to_thread(answer, request)

    def _answer_at_domain(self, request: HttpRequest) -> HttpAnswer:
        domain, region, path = _place_of(request)
        pool = moto_pools.find_pool_of_domain(self._account_id, domain, region)
        if pool is None:
            return _not_found("No user pool has this domain.")
        if path != _TOKEN_PATH:
            return _not_found(f"Of a user pool's domain, the emulator has {_TOKEN_PATH} only.")
        return _answer_token_request(request, pool)

    def _answer_of_pool(self, request: HttpRequest) -> HttpAnswer:
        asked = _POOL_FORM.fullmatch(request.raw_path)
        assert asked is not None, "Nothing else is asked of a pool."
        pool = moto_pools.find_pool(self._account_id, asked["region"], asked["pool"])
        if pool is None:
            return _not_found(f"User pool {asked['pool']} does not exist.")
        if asked["document"] == "jwks.json":
            return HttpAnswer(200, _JSON, moto_pools.public_keys())
        return HttpAnswer(200, _JSON, json.dumps(_configuration_of(pool, request)).encode())


def _place_of(request: HttpRequest) -> tuple[str, str | None, str]:
    """A domain, its region if the URL says so, and the path there."""
    by_host = _HOST_FORM.fullmatch(request.header.get("host", ""))
    if by_host:
        return by_host["domain"].lower(), by_host["region"].lower(), request.raw_path
    by_path = _PATH_FORM.fullmatch(request.raw_path)
    return (by_path["domain"], None, by_path["path"] or "") if by_path else ("", None, "")


def _answer_token_request(request: HttpRequest, pool: Any) -> HttpAnswer:
    content_type = request.header.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or content_type != _FORM:
        return _token_answer(405)  # for either, as AWS
    if len(request.body) > MAX_TOKEN_REQUEST_BYTES:
        return _token_answer(413)
    asked = read_token_request(request.header.get("authorization"), request.body)
    if isinstance(asked, OAuthError):
        return _token_answer(400, {"error": asked.code})
    view = moto_pools.view_of(pool, asked.client_id)
    match grant_token(asked, view, int(time.time()), str(uuid4())):
        case OAuthError(code):
            return _token_answer(400, {"error": code})
        case Granted(claims, expires_in):
            token = moto_pools.sign_token(pool, claims)
            return _token_answer(200, {"access_token": token, "expires_in": expires_in, "token_type": "Bearer"})


def _token_answer(status: int, document: dict[str, Any] | None = None) -> HttpAnswer:
    headers = (*_TOKEN_HEADERS, ("x-amz-cognito-request-id", str(uuid4())))
    if document is None:
        return HttpAnswer(status, headers, b"")
    body = json.dumps(document, separators=(",", ":")).encode()
    return HttpAnswer(status, (("Content-Type", "application/json;charset=UTF-8"), *headers), body)


def _not_found(message: str) -> HttpAnswer:
    return HttpAnswer(404, _JSON, json.dumps({"message": message}).encode())


def _configuration_of(pool: Any, request: HttpRequest) -> dict[str, Any]:
    """OpenID Connect's discovery, of what there is here: whoever asks by path is sent to paths."""
    host = request.header.get("host") or "{}:{}".format(*request.server)
    as_on_aws = _HOST_OF_POOLS.fullmatch(host) is not None
    domain = moto_pools.domain_of(pool)
    issuer = moto_pools.issuer_of(pool)
    base = issuer if as_on_aws else f"http://{host}/{pool.id}"
    document: dict[str, Any] = {
        "issuer": issuer,
        "jwks_uri": f"{base}/.well-known/jwks.json",
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    if domain is not None:
        name = domain.domain if domain.custom_domain_config else f"{domain.domain}.auth.{pool.region}.amazoncognito.com"
        place = f"https://{name}" if as_on_aws else f"http://{host}/_aws/cognito-idp/{domain.domain}"
        document["token_endpoint"] = place + _TOKEN_PATH
        document["token_endpoint_auth_methods_supported"] = ["client_secret_basic", "client_secret_post"]
    return document
