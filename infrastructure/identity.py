"""Who the teams are: an app client of a Cognito user pool for each, which gets tokens by its id and secret.

AWS makes the secrets up. They stand in Terraform's state, and whoever may ask AWS for them can read them.
"""

from collections.abc import Mapping, Sequence

from infrastructure.bindings import (
    CognitoResourceServer,
    CognitoResourceServerScope,
    CognitoUserPool,
    CognitoUserPoolAdminCreateUserConfig,
    CognitoUserPoolClient,
    CognitoUserPoolClientTokenValidityUnits,
    CognitoUserPoolDomain,
    Construct,
    TerraformResourceLifecycle,
)
from infrastructure.naming import named, stage_wide
from infrastructure.settings import PROJECT
from infrastructure.stage_settings import StageSettings
from infrastructure.teams import Team

TOKEN_MINUTES = 60


class Identity(Construct):
    """`scopes` are the contract's, with what they are for: `ai-facade/tasks` is the scope `tasks` of the server
    `ai-facade`. `account` is the AWS account's id: the name of a domain is one for all of Cognito in a region.
    """

    def __init__(self, scope: Construct, stage: StageSettings, account: str, scopes: Mapping[str, str]) -> None:
        super().__init__(scope, "identity")
        kept = TerraformResourceLifecycle(prevent_destroy=stage.prevent_destroy)
        pool = CognitoUserPool(
            self,
            "pool",
            name=stage_wide(stage.name, "teams"),
            admin_create_user_config=CognitoUserPoolAdminCreateUserConfig(allow_admin_create_user_only=True),
            deletion_protection="ACTIVE" if stage.prevent_destroy else "INACTIVE",
            lifecycle=kept,
        )
        self.pool = named("teams", pool)
        self._server = named(
            "facade",
            CognitoResourceServer(
                self,
                "server",
                identifier=PROJECT,
                name=PROJECT,
                user_pool_id=self.pool.id,
                scope=[
                    CognitoResourceServerScope(
                        scope_name=name.removeprefix(f"{PROJECT}/"), scope_description=description
                    )
                    for name, description in scopes.items()
                ],
            ),
        )
        domain = CognitoUserPoolDomain(
            self, "domain", domain=f"{PROJECT}-{stage.name}-{account}", user_pool_id=self.pool.id
        )
        self.domain = named("teams", domain)

    @property
    def issuer(self) -> str:
        """As tokens name it; its keys are below it."""
        return f"https://{self.pool.endpoint}"

    def clients(self, teams: Sequence[Team]) -> dict[str, CognitoUserPoolClient]:
        """By team."""
        return {team.name: self._client(team) for team in teams}

    def _client(self, team: Team) -> CognitoUserPoolClient:
        client = CognitoUserPoolClient(
            self,
            f"client-{team.name}",
            name=team.name,
            user_pool_id=self.pool.id,
            generate_secret=True,
            allowed_oauth_flows_user_pool_client=True,
            allowed_oauth_flows=["client_credentials"],
            allowed_oauth_scopes=list(team.scopes),
            access_token_validity=TOKEN_MINUTES,
            token_validity_units=[
                CognitoUserPoolClientTokenValidityUnits(access_token="minutes")  # noqa: S106 - a unit
            ],
            enable_token_revocation=True,
            depends_on=[self._server],
        )
        return named(team.name, client)
