"""AWS_IAM: signatures that are right, and in how many ways they can be wrong."""

import json
import re
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.access.principals import AccessKey, Principal
from emulator.data_plane.access.signatures import Signature, read_signature
from emulator.data_plane.access.signed_requests import refuse_signature
from emulator.data_plane.messages import Answer, Received
from tests.emulator.data_plane.access.authorizers import policy
from tests.emulator.data_plane.access.signing import ACCOUNT, KEY_ID, SECRET, URL, USER_ARN, iam_stage, send, signed
from tests.emulator.data_plane.rest_apis import Deployed, document, header

MAY_ALL = json.dumps(policy())
MAY_POST = json.dumps(policy(resource="*/POST/*"))
MAY_NOTHING = json.dumps(policy("Deny"))
MASKED = "arn:aws:execute-api:eu-west-1:********9012:abc123/dev/GET/pets/7"
NOT_AUTHORIZED = f"User: {USER_ARN} is not authorized to perform: execute-api:Invoke on resource: {MASKED}"


def refused(answer: Answer) -> tuple[int, str | None, Any]:
    """The message without what only this very request has in it."""
    message = document(answer)["message"]
    return answer.status, header(answer, "x-amzn-ErrorType"), message


@pytest.mark.parametrize(
    ("url", "http_method", "data"),
    [
        (f"{URL}/pets/7", "GET", b""),
        (f"{URL}/pets/7", "POST", b'{"name": "Rex"}'),
        (f"{URL}/pets/7?b=2&a=1&a=0&empty=&c=%20%2F%3A", "GET", b""),
        (f"{URL}/pets/caf%C3%A9%20%2B", "GET", b""),
        (f"{URL}/pets/a%3Ab~c", "DELETE", b""),
        (f"{URL}/pets/7?name=caf%C3%A9", "GET", b""),
    ],
)
@pytest.mark.parametrize("presigned", [{}, {"expires": 60}])
def test_what_botocore_signs_is_signed_right(url: str, http_method: str, data: bytes, presigned: Any) -> None:
    stage = iam_stage(MAY_ALL)

    # A presigned URL has the body that it was made for: none, in botocore's.
    answer = send(stage, signed(url, http_method, data=b"" if presigned else data, **presigned))

    assert answer.status == 200, answer.body


SEGMENTS = st.lists(st.text(max_size=6).map(lambda text: quote(text, safe="")), min_size=1, max_size=4)
PAIRS = st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=4)


@given(SEGMENTS, PAIRS, st.binary(max_size=20))
def test_any_request_is_signed_here_as_botocore_signs_it(
    segments: list[str], pairs: list[tuple[str, str]], body: bytes
) -> None:
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    request = signed(f"{URL}/pets/{'/'.join(segments)}?{query}", "POST", data=body)
    parts = urlsplit(request.url)
    received = Received(
        "POST", "", "abc123", "dev", "", parts.query, tuple(request.headers.items()), body, sent_path=parts.path
    )

    signature = read_signature({name.lower(): value for name, value in request.headers.items()}, parts.query)

    assert isinstance(signature, Signature)
    refusal = refuse_signature(received, signature, SECRET, "eu-west-1", signature.moment.timestamp())
    assert refusal is None, refusal


def test_all_headers_of_a_request_may_be_signed() -> None:
    headers = {"Content-Type": "application/json", "X-Spaces": "  a   b  ", "x-api-version": "1"}

    assert send(iam_stage(MAY_ALL), signed(f"{URL}/pets/7", headers=headers)).status == 200


def test_a_date_header_will_do() -> None:
    assert send(iam_stage(MAY_ALL), signed(f"{URL}/pets/7", headers={"Date": "now"})).status == 200


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -2300", "Mon, 01 Jan 0001 00:00:00 +2300"])
def test_a_date_beyond_all_time_is_refused(date: str) -> None:
    request = signed(f"{URL}/pets/7", headers={"Date": "now"})

    assert send(iam_stage(MAY_ALL), request, headers={"Date": date}).status == 403


def test_the_host_must_be_signed() -> None:
    request = signed(f"{URL}/pets/7")
    hostless = request.headers["Authorization"].replace("SignedHeaders=host;", "SignedHeaders=")

    answer = send(iam_stage(MAY_ALL), request, headers={"Authorization": hostless})

    message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    assert refused(answer) == (403, "InvalidSignatureException", message)


@pytest.mark.parametrize("url", [f"{URL}/pets/7", f"{URL}/pets/7?X-Amz-Anything=1"])
def test_without_a_signature_the_token_is_missing(url: str) -> None:
    path, _, query = url.removeprefix(URL).partition("?")

    answer = iam_stage(MAY_ALL).call("GET", path, query=query)

    assert refused(answer) == (403, "MissingAuthenticationTokenException", "Missing Authentication Token")


def test_header_that_is_no_signature_is_told_by_its_hash() -> None:
    answer = iam_stage(MAY_ALL).call("GET", "/pets/7", headers=(("Authorization", "Bearer abc"),))

    told = b64encode(sha256(b"Bearer abc").digest()).decode()
    message = (
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with "
    )
    assert refused(answer) == (403, "IncompleteSignatureException", f"{message}Base64): '{told}'.")


@pytest.mark.parametrize(
    ("authorization", "missing"),
    [
        ("Bearer a=b", ["Credential", "Signature", "SignedHeaders"]),
        (
            "AWS4-HMAC-SHA256 Credential=AKIA/20251122/eu-west-1/execute-api/aws4_request",
            ["Signature", "SignedHeaders"],
        ),
        ("AWS4-HMAC-SHA256 Signature=abc, SignedHeaders=host", ["Credential"]),
    ],
)
def test_incomplete_headers_are_told_what_they_lack(authorization: str, missing: list[str]) -> None:
    answer = iam_stage(MAY_ALL).call("GET", "/pets/7", headers=(("Authorization", authorization),))

    status, error_type, message = refused(answer)
    assert (status, error_type) == (403, "IncompleteSignatureException")
    assert re.findall(r"Authorization header requires '(\w+)' parameter\.", message) == missing
    assert "requires existence of either a 'X-Amz-Date' or a 'Date' header." in message
    assert re.search(r" \(Hashed with SHA-256 and encoded with Base64\) Authorization=[\w+/]{43}=$", message)
    assert authorization not in message


@pytest.mark.parametrize("credential", ["AKIA", "AKIA/20251122/eu-west-1/execute-api", "AKIA/1/2/3/aws5_request"])
def test_credentials_have_five_parts(credential: str) -> None:
    authorization = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=abc"
    headers = (("Authorization", authorization), ("X-Amz-Date", "20251122T200000Z"))

    status, error_type, message = refused(iam_stage(MAY_ALL).call("GET", "/pets/7", headers=headers))

    assert (status, error_type) == (403, "IncompleteSignatureException")
    assert "Credential must have exactly 5 slash-delimited elements" in message


@pytest.mark.parametrize("left_out", ["X-Amz-Date", "X-Amz-Credential", "X-Amz-Expires", "X-Amz-Signature"])
def test_incomplete_presigned_urls_are_told_what_they_lack(left_out: str) -> None:
    request = signed(f"{URL}/pets/7", expires=60)
    url = re.sub(rf"&?{left_out}=[^&]*", "", request.url)

    status, error_type, message = refused(send(iam_stage(MAY_ALL), request, url=url))

    assert (status, error_type) == (403, "IncompleteSignatureException")
    assert message.startswith(f"AWS query-string parameters must include '{left_out}'.")


@pytest.mark.parametrize(
    "changes",
    [
        {"url": f"{URL}/pets/8"},
        {"url": f"{URL}/pets/7?a=1"},
        {"http_method": "DELETE"},
        {"body": b"other"},
        {"headers": {"Host": "elsewhere"}},
        {"headers": {"X-Kind": "cat"}},
    ],
)
def test_whatever_is_changed_on_its_way_does_not_match_its_signature(changes: dict[str, Any]) -> None:
    request = signed(f"{URL}/pets/7", headers={"X-Kind": "dog"})

    status, error_type, message = refused(send(iam_stage(MAY_ALL), request, **changes))

    assert (status, error_type) == (403, "InvalidSignatureException")
    assert message.startswith(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this "
        "request should have been\n'"
    )
    assert "\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n" in message


def test_another_secret_does_not_match() -> None:
    answer = send(iam_stage(MAY_ALL), signed(f"{URL}/pets/7", secret="guessed"))

    assert refused(answer)[1] == "InvalidSignatureException"
    assert SECRET.encode() not in answer.body


def test_the_path_that_was_sent_is_the_one_that_was_signed() -> None:
    stage, request = iam_stage(MAY_ALL), signed("http://localhost:4566/_aws/execute-api/abc123/dev/pets/7")

    answer = stage.call(
        "GET", "/pets/7", headers=tuple(request.headers.items()), sent_path="/_aws/execute-api/abc123/dev/pets/7"
    )

    assert answer.status == 200


@pytest.mark.parametrize(
    ("signer", "message"),
    [
        ({"region": "us-west-2"}, "Credential should be scoped to a valid region, not 'us-west-2'."),
        ({"service": "s3"}, "Credential should be scoped to correct service: 'execute-api'."),
    ],
)
def test_signatures_are_good_for_one_region_and_service(signer: dict[str, Any], message: str) -> None:
    answer = send(iam_stage(MAY_ALL), signed(f"{URL}/pets/7", **signer))

    assert refused(answer) == (403, "InvalidSignatureException", message)


@pytest.mark.parametrize(
    ("later", "message"),
    [
        (301, r"Signature expired: (\w+) is now earlier than (\w+) \((\w+) - 5 min\.\)"),
        (-301, r"Signature not yet current: (\w+) is still later than (\w+) \((\w+) \+ 5 min\.\)"),
    ],
)
def test_signatures_are_good_for_five_minutes(later: int, message: str) -> None:
    stage, request = iam_stage(MAY_ALL), signed(f"{URL}/pets/7")
    stage.clock.now += later

    status, error_type, told = refused(send(stage, request))

    assert (status, error_type) == (403, "InvalidSignatureException")
    moments = re.fullmatch(message, told)
    assert moments is not None, told
    assert moments[3] == datetime.fromtimestamp(stage.clock.now, UTC).strftime("%Y%m%dT%H%M%SZ")


@pytest.mark.parametrize(("later", "status"), [(-10, 200), (590, 200), (615, 403)])
def test_presigned_urls_are_good_as_long_as_they_say(later: int, status: int) -> None:
    stage, request = iam_stage(MAY_ALL), signed(f"{URL}/pets/7", expires=600)
    stage.clock.now += later

    assert send(stage, request).status == status


def test_presigned_urls_are_good_for_a_week_at_most() -> None:
    answer = send(iam_stage(MAY_ALL), signed(f"{URL}/pets/7", expires=604_801))

    assert refused(answer)[2].startswith("X-Amz-Expires must be less than a week")


def test_a_key_that_there_is_not_is_invalid() -> None:
    answer = send(iam_stage(MAY_ALL), signed(f"{URL}/pets/7", key="AKIAEVE"))

    message = "The security token included in the request is invalid."
    assert refused(answer) == (403, "UnrecognizedClientException", message)


def session_stage(expires_in: float) -> Deployed:
    stage = iam_stage()
    arn = "arn:aws:sts::123456789012:assumed-role/walker/s"
    principal = Principal(arn, ACCOUNT, "AROA:s", "AssumedRole", policies=(MAY_ALL,))
    stage.access_keys.keys["ASIA"] = AccessKey("s", principal, "the-token", stage.clock.now + expires_in)
    return stage


@pytest.mark.parametrize("presigned", [{}, {"expires": 60}])
def test_sessions_sign_with_their_token(presigned: dict[str, Any]) -> None:
    request = signed(f"{URL}/pets/7", key="ASIA", secret="s", token="the-token", **presigned)

    assert send(session_stage(60), request).status == 200


@pytest.mark.parametrize("token", [None, "another"])
def test_sessions_without_their_token_are_unknown(token: str | None) -> None:
    answer = send(session_stage(60), signed(f"{URL}/pets/7", key="ASIA", secret="s", token=token))

    assert refused(answer)[1] == "UnrecognizedClientException"


def test_a_session_that_is_over_is_told_so() -> None:
    answer = send(session_stage(-1), signed(f"{URL}/pets/7", key="ASIA", secret="s", token="the-token"))

    message = "The security token included in the request is expired"
    assert refused(answer) == (403, "ExpiredTokenException", message)


@pytest.mark.parametrize(
    ("policies", "why"),
    [
        ((), " because no identity-based policy allows the execute-api:Invoke action"),
        ((MAY_POST,), " because no identity-based policy allows the execute-api:Invoke action"),
        (("no policy",), " because no identity-based policy allows the execute-api:Invoke action"),
        ((MAY_ALL, MAY_NOTHING), " with an explicit deny"),
    ],
)
def test_whom_no_policy_allows_is_403(policies: tuple[str, ...], why: str) -> None:
    answer = send(iam_stage(*policies), signed(f"{URL}/pets/7"))

    assert (answer.status, document(answer)) == (403, {"Message": NOT_AUTHORIZED + why})
    assert header(answer, "x-amzn-ErrorType") == "AccessDeniedException"


@pytest.mark.parametrize(
    ("policies", "account", "apis", "status"),
    [
        ((), ACCOUNT, policy(Principal={"AWS": USER_ARN}), 200),
        ((), ACCOUNT, policy(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), 200),
        ((MAY_ALL,), ACCOUNT, policy(resource="execute-api:/prod/*", Principal="*"), 200),
        ((MAY_ALL,), ACCOUNT, policy("Deny", Principal={"AWS": USER_ARN}), 403),
        ((MAY_ALL,), "999999999999", policy(Principal={"AWS": "999999999999"}), 200),
        ((), "999999999999", policy(Principal={"AWS": "999999999999"}), 403),
        ((MAY_ALL,), "999999999999", policy(Principal={"AWS": ACCOUNT}), 403),
    ],
)
def test_other_accounts_need_both_policies(
    policies: tuple[str, ...], account: str, apis: dict[str, Any], status: int
) -> None:
    stage = iam_stage(*policies, account=account, policy=json.dumps(apis))

    assert send(stage, signed(f"{URL}/pets/7")).status == status


@pytest.mark.parametrize(("limit", "status"), [(MAY_ALL, 200), (MAY_POST, 403), (MAY_NOTHING, 403)])
def test_what_limits_a_session_has_to_allow_a_call_too(limit: str, status: int) -> None:
    assert send(iam_stage(MAY_ALL, limits=(limit,)), signed(f"{URL}/pets/7")).status == status


def test_roots_may_do_anything() -> None:
    stage = iam_stage()
    stage.access_keys.keys["test"] = AccessKey("test", Principal("arn:aws:iam::1:root", ACCOUNT, ACCOUNT, "Account"))

    assert send(stage, signed(f"{URL}/pets/7", key="test", secret="test")).status == 200


def test_a_function_learns_who_has_signed_but_not_the_signature() -> None:
    stage = iam_stage(MAY_ALL)

    send(stage, signed(f"{URL}/function"))

    event = stage.functions.events[0]
    identity = event["requestContext"]["identity"]
    assert {name: identity[name] for name in ("accessKey", "accountId", "caller", "user", "userArn")} == {
        "accessKey": KEY_ID,
        "accountId": ACCOUNT,
        "caller": "AIDAADA",
        "user": "AIDAADA",
        "userArn": USER_ARN,
    }
    assert "authorizer" not in event["requestContext"]
    assert "Authorization" not in event["headers"]


@pytest.mark.parametrize(
    ("kind", "signer"),
    [("INVALID_SIGNATURE", {"secret": "guessed"}), ("INVALID_SIGNATURE", {"key": "AKIAEVE"}), ("ACCESS_DENIED", {})],
)
def test_refusals_are_gateway_responses(kind: str, signer: dict[str, Any]) -> None:
    stage = iam_stage(gateway_responses={kind: {"statusCode": "418"}})

    assert send(stage, signed(f"{URL}/pets/7", **signer)).status == 418


def test_an_unknown_path_takes_any_authorization_for_a_signature() -> None:
    stage = iam_stage()

    bearer = stage.call("GET", "/nowhere", headers=(("Authorization", "Bearer abc"),))
    right = stage.call("GET", "/nowhere", headers=tuple(signed(f"{URL}/nowhere").headers.items()))

    assert refused(bearer)[1] == "IncompleteSignatureException"
    assert refused(right)[2] == "Missing Authentication Token"
