"""A user pool with a domain, a resource server and a machine's app client."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from tests.emulator.running import RunningEmulator

FORM = {"grant_type": "client_credentials"}


@dataclass(frozen=True, slots=True)
class Machine:
    emulator: RunningEmulator
    pool: str
    pool_arn: str
    domain: str
    client: str
    secret: str
    region: str

    @property
    def token_url(self) -> str:
        return f"{self.emulator.url}/_aws/cognito-idp/{self.domain}/oauth2/token"

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{self.region}.amazonaws.com/{self.pool}"

    def ask(
        self, form: Mapping[str, str] = FORM, *, url: str | None = None, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        """By client_secret_basic."""
        credentials = (self.client, self.secret)
        return requests.post(url or self.token_url, auth=credentials, data=form, headers=headers, timeout=10)

    def keys(self) -> Any:
        return requests.get(f"{self.emulator.url}/{self.pool}/.well-known/jwks.json", timeout=10).json()


def new_machine(emulator: RunningEmulator, region: str = "us-east-1", **settings: Any) -> Machine:
    """`settings` are members of CreateUserPoolClient."""
    client, domain = emulator.client("cognito-idp", region), f"machines-{uuid.uuid4().hex[:8]}"
    pool = client.create_user_pool(PoolName=domain)["UserPool"]
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write", "delete")]
    client.create_user_pool_domain(UserPoolId=pool["Id"], Domain=domain)
    client.create_resource_server(UserPoolId=pool["Id"], Identifier="runs", Name="runs", Scopes=scopes)
    app = client.create_user_pool_client(UserPoolId=pool["Id"], ClientName="machine", **(MACHINES | settings))
    made = app["UserPoolClient"]
    return Machine(emulator, pool["Id"], pool["Arn"], domain, made["ClientId"], made["ClientSecret"], region)


MACHINES = {
    "GenerateSecret": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": ["runs/read", "runs/write"],
}
