"""The REST API: the compiled contract, frozen in a deployment."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from infrastructure.bindings import (
    ApiGatewayDeployment,
    ApiGatewayRestApi,
    ApiGatewayRestApiEndpointConfiguration,
    Construct,
    Fn,
    TerraformResourceLifecycle,
)
from infrastructure.naming import named
from infrastructure.settings import PROJECT
from infrastructure.stage_settings import StageSettings

OPENS_TEMPLATE = r"[$%](?=\{)"


class Gateway(Construct):
    """Whatever a deployment freezes stands in the body: routes, validators, models, authorizers, gateway responses, key
    source, binary types, policy. So the hash of the body is the whole trigger, as long as the API has no such argument
    of its own beside it. Whether it answers at API Gateway's own address is one that holds from the next deployment on,
    and so is a trigger too.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
    """

    def __init__(self, scope: Construct, stage: StageSettings, description: str, body: str) -> None:
        super().__init__(scope, "gateway")
        api = ApiGatewayRestApi(
            self,
            "api",
            name=f"{PROJECT}-{stage.name}",
            description=description,
            body=body,
            fail_on_warnings=True,
            put_rest_api_mode="overwrite",
            endpoint_configuration=ApiGatewayRestApiEndpointConfiguration(types=["REGIONAL"]),
            disable_execute_api_endpoint=True if stage.domain else None,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=stage.prevent_destroy, create_before_destroy=True),
        )
        self.api = named("facade", api)
        deployment = ApiGatewayDeployment(
            self,
            "deployment",
            rest_api_id=self.api.id,
            triggers={"body": Fn.sha256(self.api.body), **({"only_at": stage.domain.name} if stage.domain else {})},
            # The stage must move to the new deployment before the old one can go.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        self.deployment = named("facade", deployment)


def terraform_text(body: Mapping[str, Any], references: Collection[str]) -> str:
    """The body as JSON that Terraform leaves as it is, apart from `references`, which it replaces.

    API Gateway has `${stageVariables.x}` of its own; Terraform would take it for a reference.
    """
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    token = re.compile("|".join([*map(re.escape, references), OPENS_TEMPLATE]))
    return token.sub(lambda found: found[0] if found[0] in references else found[0] * 2, text)
