"""The token endpoint and the public keys of a running emulator, as clients and functions ask for them."""

import json
import time
import uuid

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.emulator.cognito.machines import FORM, Machine, new_machine
from tests.emulator.running import RunningEmulator

FETCH = """
import json, os, urllib.request
def handle(event, context):
    with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + event, timeout=5) as answer:
        return json.load(answer)
"""


@pytest.fixture(scope="module")
def machine(emulator: RunningEmulator) -> Machine:
    units = {"AccessToken": "minutes"}
    return new_machine(emulator, "eu-west-1", AccessTokenValidity=15, TokenValidityUnits=units)


def test_a_token_is_signed_with_a_key_that_its_pool_publishes(machine: Machine) -> None:
    before = int(time.time())

    answer = machine.ask()

    assert (answer.status_code, list(answer.json())) == (200, ["access_token", "expires_in", "token_type"])
    assert (answer.json()["expires_in"], answer.json()["token_type"]) == (900, "Bearer")
    token = jwt.decode(answer.json()["access_token"], KeySet.import_key_set(machine.keys()), algorithms=["RS256"])
    assert token.header == {"kid": machine.keys()["keys"][0]["kid"], "alg": "RS256"}
    issued, token_id = token.claims["iat"], uuid.UUID(token.claims["jti"])
    assert before <= issued <= time.time()
    assert token.claims == {
        "sub": machine.client,
        "token_use": "access",
        "scope": "runs/read runs/write",
        "auth_time": issued,
        "iss": machine.issuer,
        "exp": issued + 900,
        "iat": issued,
        "version": 2,
        "jti": str(token_id),
        "client_id": machine.client,
    }


def test_a_client_is_known_by_its_form_as_by_its_header(machine: Machine) -> None:
    form = FORM | {"client_id": machine.client, "client_secret": machine.secret, "scope": "runs/read"}

    answer = requests.post(machine.token_url, data=form, timeout=10)

    assert answer.status_code == 200


def test_a_domain_is_reached_by_its_host_name(machine: Machine) -> None:
    def ask(region: str) -> int:
        headers = {"Host": f"{machine.domain}.auth.{region}.amazoncognito.com"}
        return machine.ask(url=f"{machine.emulator.url}/oauth2/token", headers=headers).status_code

    assert (ask("eu-west-1"), ask("us-east-1")) == (200, 404)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"grant_type": ""}, "invalid_request"),
        ({"client_id": "another"}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"scope": "runs/delete"}, "invalid_scope"),
        ({"grant_type": "authorization_code", "code": "c"}, "unauthorized_client"),
    ],
)
def test_a_refusal_is_json_of_400_that_no_cache_keeps(machine: Machine, form: dict[str, str], code: str) -> None:
    answer = machine.ask(FORM | form)

    assert (answer.status_code, answer.text) == (400, json.dumps({"error": code}, separators=(",", ":")))
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert answer.headers["Cache-Control"] == "no-cache, no-store, max-age=0, must-revalidate"


def test_a_wrong_secret_and_an_unknown_client_are_told_the_same(machine: Machine) -> None:
    pairs = ((machine.client, "wrong"), ("nobody", machine.secret))

    answers = [requests.post(machine.token_url, data=FORM, auth=pair, timeout=10) for pair in pairs]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(400, {"error": "invalid_client"})] * 2


def test_another_method_or_content_type_is_405(machine: Machine) -> None:
    credentials = (machine.client, machine.secret)

    answers = (
        requests.get(machine.token_url, auth=credentials, params=FORM, timeout=10),
        requests.post(machine.token_url, auth=credentials, json=FORM, timeout=10),
        requests.post(machine.token_url, auth=credentials, timeout=10),
    )

    assert [(answer.status_code, answer.content) for answer in answers] == [(405, b"")] * 3


def test_a_long_request_is_not_read(machine: Machine) -> None:
    answer = machine.ask(FORM | {"padding": "x" * 100_000})

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["", "/", "/nobodys/oauth2/token", "/nobodys", "//oauth2/token"])
def test_a_domain_that_there_is_not_is_404(emulator: RunningEmulator, path: str) -> None:
    answer = requests.post(f"{emulator.url}/_aws/cognito-idp{path or '/x'}", data=FORM, timeout=10)

    assert answer.status_code == 404


def test_a_domain_has_nothing_but_the_token_endpoint(machine: Machine) -> None:
    answer = requests.get(machine.token_url.replace("token", "authorize"), timeout=10)

    assert answer.status_code == 404


def test_a_token_lets_its_bearer_into_methods_of_its_scope(machine: Machine) -> None:
    client = machine.emulator.client("apigateway")
    api = client.create_rest_api(name=machine.domain)["id"]
    root = client.get_resources(restApiId=api)["items"][0]["id"]
    authorizer = client.create_authorizer(
        restApiId=api,
        name="machines",
        type="COGNITO_USER_POOLS",
        providerARNs=[machine.pool_arn],
        identitySource="method.request.header.Authorization",
    )["id"]
    access = {"authorizationType": "COGNITO_USER_POOLS", "authorizerId": authorizer}
    place = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    client.put_method(**place, **access, authorizationScopes=["runs/write"])
    client.put_integration(**place, type="MOCK", requestTemplates={"application/json": '{"statusCode": 204}'})
    client.put_method_response(**place, statusCode="204")
    client.put_integration_response(**place, statusCode="204")
    client.create_deployment(restApiId=api, stageName="test")

    def call(scope: str) -> int:
        token = machine.ask(FORM | {"scope": scope}).json()["access_token"]
        url = f"{machine.emulator.url}/_aws/execute-api/{api}/test/"
        return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code

    assert (call("runs/write"), call("runs/read")) == (204, 401)


def test_a_function_fetches_its_pools_keys_from_the_emulator(machine: Machine) -> None:
    name = f"fetch-{uuid.uuid4().hex[:8]}"
    machine.emulator.create_function(name, FETCH)

    fetched = machine.emulator.result(name, f"/{machine.pool}/.well-known/jwks.json")

    assert fetched == machine.keys()


def test_keys_are_served_at_cognitos_host_name_too(machine: Machine) -> None:
    headers = {"Host": "cognito-idp.eu-west-1.amazonaws.com"}

    answer = requests.get(f"{machine.emulator.url}/{machine.pool}/.well-known/jwks.json", headers=headers, timeout=10)

    assert (answer.headers["Content-Type"], answer.json()) == ("application/json", machine.keys())


def test_a_pool_that_there_is_not_has_no_keys(emulator: RunningEmulator) -> None:
    answer = requests.get(f"{emulator.url}/us-east-1_nobodys/.well-known/jwks.json", timeout=10)

    assert (answer.status_code, answer.json()) == (404, {"message": "User pool us-east-1_nobodys does not exist."})


def test_discovery_leads_to_the_token_endpoint_by_path_or_by_host_name(machine: Machine) -> None:
    url = f"{machine.emulator.url}/{machine.pool}/.well-known/openid-configuration"

    here = requests.get(url, timeout=10).json()
    on_aws = requests.get(url, headers={"Host": "cognito-idp.eu-west-1.amazonaws.com"}, timeout=10).json()

    assert (here["issuer"], on_aws["issuer"]) == (machine.issuer, machine.issuer)
    assert machine.ask(url=here["token_endpoint"]).status_code == 200
    assert requests.get(here["jwks_uri"], timeout=10).json() == machine.keys()
    assert on_aws["token_endpoint"] == f"https://{machine.domain}.auth.eu-west-1.amazoncognito.com/oauth2/token"
    assert on_aws["jwks_uri"] == f"{machine.issuer}/.well-known/jwks.json"
