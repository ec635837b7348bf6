"""Access to deployed stages: an authorizer of a real function, a user pool's real tokens, IAM's real keys."""

import json
import uuid
from typing import Any

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.emulator.running import RunningEmulator

AUTHORIZER = """
asked = 0
def handle(event, context):
    global asked
    asked += 1
    if event["headers"]["X-Who"] == "nobody":
        raise Exception("Unauthorized")
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}
    return {
        "principalId": event["headers"]["X-Who"],
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"asked": asked},
    }
"""
PROXY = """
import json
def handle(event, context):
    return {"statusCode": 200, "body": json.dumps(event["requestContext"])}
"""
MAY_INVOKE = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:*:*:*/*/GET/*"}
        ],
    }
)


def uri_of(function_arn: str) -> str:
    return f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{function_arn}/invocations"


def deploy(emulator: RunningEmulator, access: dict[str, Any], **authorizer: Any) -> tuple[str, str]:
    """ANY / to a function that answers with its request context. Returns the API's id and the stage's URL."""
    client, name = emulator.client("apigateway"), f"access-{uuid.uuid4().hex[:8]}"
    api_id = client.create_rest_api(name=name)["id"]
    root = client.get_resources(restApiId=api_id)["items"][0]["id"]
    if authorizer:
        made = client.create_authorizer(restApiId=api_id, name=name, **authorizer)
        access = {**access, "authorizerId": made["id"]}
    place = {"restApiId": api_id, "resourceId": root, "httpMethod": "ANY"}
    client.put_method(**place, **access)
    uri = uri_of(emulator.create_function(name, PROXY))
    client.put_integration(**place, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    client.create_deployment(restApiId=api_id, stageName="test")
    return api_id, f"{emulator.url}/_aws/execute-api/{api_id}/test/"


def test_a_lambda_authorizer_is_asked_once_until_its_cache_is_flushed(emulator: RunningEmulator) -> None:
    function = emulator.create_function(f"authorizer-{uuid.uuid4().hex[:8]}", AUTHORIZER)
    source = "method.request.header.X-Who"
    access = {"authorizationType": "CUSTOM"}
    api_id, url = deploy(emulator, access, type="REQUEST", authorizerUri=uri_of(function), identitySource=source)

    def asked(who: str) -> Any:
        answer = requests.get(url, headers={"X-Who": who}, timeout=10)
        return answer.json()["authorizer"]["asked"] if answer.ok else answer.status_code

    before = [asked("ada"), asked("ada"), asked("bob"), asked("ada"), asked("nobody")]
    emulator.client("apigateway").flush_stage_authorizers_cache(restApiId=api_id, stageName="test")
    after = [asked("ada"), asked("ada")]

    assert before == ["1", "1", "2", "1", 401]
    assert after == ["4", "4"]


@pytest.fixture(scope="module")
def pool(emulator: RunningEmulator) -> tuple[str, dict[str, str]]:
    """A user pool's ARN, and the tokens of Ada, who is in it."""
    client = emulator.client("cognito-idp")
    made = client.create_user_pool(PoolName="people")["UserPool"]
    user = {"UserPoolId": made["Id"], "Username": "ada"}
    app = client.create_user_pool_client(
        UserPoolId=made["Id"], ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]
    client.admin_create_user(**user)
    client.admin_set_user_password(**user, Password="Secret-123", Permanent=True)
    answer = client.initiate_auth(
        ClientId=app["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": "Secret-123"},
    )
    return made["Arn"], answer["AuthenticationResult"]


def test_a_user_pools_identity_token_lets_its_user_in(
    emulator: RunningEmulator, pool: tuple[str, dict[str, str]]
) -> None:
    arn, tokens = pool
    source = "method.request.header.Authorization"
    access = {"authorizationType": "COGNITO_USER_POOLS"}
    _, url = deploy(emulator, access, type="COGNITO_USER_POOLS", providerARNs=[arn], identitySource=source)

    def call(token: str) -> requests.Response:
        return requests.get(url, headers={"Authorization": token}, timeout=10)

    right, forged = tokens["IdToken"], tokens["IdToken"][:-8] + "AAAAAAAA"
    answers = [call(token) for token in (right, f"Bearer {right}", tokens["AccessToken"], forged, "no token")]

    assert [answer.status_code for answer in answers] == [200, 200, 401, 401, 401]
    assert answers[0].json()["authorizer"]["claims"]["cognito:username"] == "ada"


def test_a_user_pools_access_token_is_for_methods_with_its_scope(
    emulator: RunningEmulator, pool: tuple[str, dict[str, str]]
) -> None:
    arn, tokens = pool
    source = "method.request.header.Authorization"
    access = {"authorizationType": "COGNITO_USER_POOLS", "authorizationScopes": ["aws.cognito.signin.user.admin"]}
    _, url = deploy(emulator, access, type="COGNITO_USER_POOLS", providerARNs=[arn], identitySource=source)

    statuses = [
        requests.get(url, headers={"Authorization": tokens[name]}, timeout=10).status_code
        for name in ("AccessToken", "IdToken")
    ]

    assert statuses == [200, 401]


def signed(url: str, key_id: str, secret: str, token: str | None = None) -> dict[str, str]:
    request = AWSRequest("GET", url)
    SigV4Auth(Credentials(key_id, secret, token), "execute-api", "us-east-1").add_auth(request)
    return dict(request.headers.items())


def test_iams_keys_sign_requests(emulator: RunningEmulator) -> None:
    iam, name = emulator.client("iam"), f"ada-{uuid.uuid4().hex[:8]}"
    user = iam.create_user(UserName=name)["User"]
    key = iam.create_access_key(UserName=name)["AccessKey"]
    _, url = deploy(emulator, {"authorizationType": "AWS_IAM"})
    own, root = (key["AccessKeyId"], key["SecretAccessKey"]), ("test", "test")

    def call(sent: str, headers: dict[str, str]) -> requests.Response:
        return requests.get(sent, headers=headers, timeout=10)

    not_allowed = call(url, signed(url, *own))
    iam.put_user_policy(UserName=name, PolicyName="invoke", PolicyDocument=MAY_INVOKE)
    allowed = call(url, signed(url, *own))
    refused = [
        call(f"{url}?a=1", signed(url, *own)),
        call(url, signed(url, own[0], "another secret")),
        call(url, signed(url, "AKIANOBODYS", "secret")),
        call(url, {}),
    ]

    assert (not_allowed.status_code, list(not_allowed.json())) == (403, ["Message"])
    assert user["Arn"] in not_allowed.json()["Message"]
    assert allowed.json()["identity"]["userArn"] == user["Arn"]
    assert [answer.headers["x-amzn-ErrorType"] for answer in refused] == [
        "InvalidSignatureException",
        "InvalidSignatureException",
        "UnrecognizedClientException",
        "MissingAuthenticationTokenException",
    ]
    assert call(url, signed(url, *root)).json()["identity"]["userArn"] == "arn:aws:iam::123456789012:root"


def test_sessions_of_roles_sign_requests(emulator: RunningEmulator) -> None:
    iam, name = emulator.client("iam"), f"walker-{uuid.uuid4().hex[:8]}"
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=MAY_INVOKE)["Role"]["Arn"]
    policy = iam.create_policy(PolicyName=name, PolicyDocument=MAY_INVOKE)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    session = emulator.client("sts").assume_role(RoleArn=arn, RoleSessionName="walk")["Credentials"]
    _, url = deploy(emulator, {"authorizationType": "AWS_IAM"})

    def call(token: str | None) -> requests.Response:
        headers = signed(url, session["AccessKeyId"], session["SecretAccessKey"], token)
        return requests.get(url, headers=headers, timeout=10)

    assert call(session["SessionToken"]).json()["identity"]["userArn"].endswith(f":assumed-role/{name}/walk")
    assert call(None).headers["x-amzn-ErrorType"] == "UnrecognizedClientException"


def test_a_resource_policy_is_in_force_once_it_is_deployed(emulator: RunningEmulator) -> None:
    api_id, url = deploy(emulator, {"authorizationType": "NONE"})
    client = emulator.client("apigateway")
    statement = {"Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*/GET/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    client.update_rest_api(restApiId=api_id, patchOperations=[{"op": "replace", "path": "/policy", "value": policy}])
    before = requests.get(url, timeout=10)
    client.create_deployment(restApiId=api_id, stageName="test")
    after = requests.get(url, timeout=10)

    resource = f"arn:aws:execute-api:us-east-1:********9012:{api_id}/test/GET/"
    who = f"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {resource}"
    assert before.status_code == 200
    assert (after.status_code, after.json()) == (403, {"Message": f"{who} with an explicit deny"})
