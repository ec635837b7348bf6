"""The stage under a name of the deployer's own, with TLS 1.2 or newer; API Gateway's own address then answers no more.

To point the name there, in DNS, is the deployer's: at the output `domain_target`.
"""

from infrastructure.bindings import (
    ApiGatewayBasePathMapping,
    ApiGatewayDomainName,
    ApiGatewayDomainNameEndpointConfiguration,
    Construct,
)
from infrastructure.naming import named
from infrastructure.stage_settings import CustomDomain


class Domain(Construct):
    def __init__(self, scope: Construct, domain: CustomDomain, api_id: str, stage_name: str) -> None:
        super().__init__(scope, "domain")
        declared = ApiGatewayDomainName(
            self,
            "name",
            domain_name=domain.name,
            regional_certificate_arn=domain.certificate_arn,
            endpoint_configuration=ApiGatewayDomainNameEndpointConfiguration(types=["REGIONAL"]),
            security_policy="TLS_1_2",
        )
        declared = named("facade", declared)
        mapping = ApiGatewayBasePathMapping(
            self, "mapping", api_id=api_id, stage_name=stage_name, domain_name=declared.domain_name
        )
        named("facade", mapping)
        self.target: str = declared.regional_domain_name
