"""Requests as botocore signs them, and the stages that they are sent to."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from emulator.data_plane.access.principals import AccessKey, Principal
from emulator.data_plane.messages import Answer
from tests.emulator.data_plane.rest_apis import API_ID, STAGE, Deployed, lambda_proxy, method, mock, snapshot

ACCOUNT = "123456789012"
KEY_ID, SECRET = "AKIAADA", "adas-secret"
USER_ARN = f"arn:aws:iam::{ACCOUNT}:user/ada"
HOST = f"{API_ID}.execute-api.eu-west-1.amazonaws.com"
URL = f"https://{HOST}/{STAGE}"


def iam_stage(*policies: str, account: str = ACCOUNT, limits: tuple[str, ...] = (), **api: Any) -> Deployed:
    """Methods that ask for a signature, at this very time. Ada's key is in it, with her policies."""
    access = {"authorizationType": "AWS_IAM"}
    paths = {
        "/pets/{id}": {"ANY": method(mock(), **access)},
        "/function": {"GET": method(lambda_proxy(), **access)},
    }
    stage = Deployed(snapshot(paths, **api))
    stage.clock.now = time.time()
    ada = Principal(USER_ARN, account, "AIDAADA", "User", user_name="ada", policies=policies, limits=limits)
    stage.access_keys.keys[KEY_ID] = AccessKey(SECRET, ada)
    return stage


def signed(
    url: str, http_method: str = "GET", *, data: bytes = b"", headers: Mapping[str, str] | None = None, **signer: Any
) -> AWSRequest:
    """`signer` may name another key, secret, token, service or region, and how long a presigned URL is good."""
    credentials = Credentials(signer.get("key", KEY_ID), signer.get("secret", SECRET), signer.get("token"))
    scope = (credentials, signer.get("service", "execute-api"), signer.get("region", "eu-west-1"))
    request = AWSRequest(http_method, url, headers={"Host": urlsplit(url).netloc, **(headers or {})}, data=data)
    auth = SigV4QueryAuth(*scope, expires=signer["expires"]) if "expires" in signer else SigV4Auth(*scope)
    auth.add_auth(request)
    return request


def send(stage: Deployed, request: AWSRequest, **changes: Any) -> Answer:
    """`changes` are what somebody has made of the request on its way."""
    parts = urlsplit(changes.pop("url", request.url))
    headers = {**dict(request.headers.items()), **changes.pop("headers", {})}
    return stage.call(
        changes.pop("http_method", request.method),
        parts.path.removeprefix(f"/{STAGE}"),
        query=parts.query,
        headers=tuple(headers.items()),
        body=changes.pop("body", request.body or b""),
        sent_path=parts.path,
    )
