"""Where a user pool's keys are published, and getting them from there."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from handlers.authorization.keys import KeysUnavailableError

MAX_BYTES = 64 * 1024
TIMEOUT_SECONDS = 2.0

# As SDKs look for the address of a service: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
_ENDPOINTS = ("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "AWS_ENDPOINT_URL")


def keys_url(issuer: str, environment: Mapping[str, str]) -> str:
    """`issuer` ends with the pool's id. It is its own address, unless the environment has another of the service."""
    endpoint = next(filter(None, map(environment.get, _ENDPOINTS)), None)
    pool = f"{endpoint.rstrip('/')}/{issuer.rpartition('/')[2]}" if endpoint else issuer
    return f"{pool}/.well-known/jwks.json"


def fetch_keys(url: str) -> bytes:
    """Only a 200 with at most MAX_BYTES counts: a redirect is not followed. Raises KeysUnavailableError."""
    place = urlsplit(url)
    connect = HTTPSConnection if place.scheme == "https" else HTTPConnection
    connection = connect(place.netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", place.path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read(MAX_BYTES + 1)
    except (OSError, HTTPException) as error:
        raise KeysUnavailableError(f"no answer: {type(error).__name__}") from error
    finally:
        connection.close()
    if answer.status != 200 or len(body) > MAX_BYTES:
        raise KeysUnavailableError(f"no key set: status {answer.status}, {len(body)} bytes read")
    return body
