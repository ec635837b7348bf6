"""What AWS gives a custom domain name: where its DNS record is to point, by its endpoint types."""

from collections.abc import Mapping

from emulator.control_plane.rules.rest_apis import with_endpoint_defaults
from emulator.control_plane.store import LONG_ID, Document, new_id

ROOT = "(none)"  # how the empty base path is written
_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
# Developer guide, "API Gateway endpoints and quotas"; the others of a region are not needed to route anything here.
_REGIONAL_ZONES: Mapping[str, str] = {
    "us-east-1": "Z1UJRXOUMOOFQ8",
    "us-east-2": "ZOJJZC49E0EPZ",
    "us-west-1": "Z2MUQ32089INYE",
    "us-west-2": "Z2OJLYMUO9EFXC",
    "eu-west-1": "ZLY8HYME6SFDD",
    "eu-central-1": "Z1U9ULNL0V5AJ3",
}


def with_targets(domain: Document, region: str, account_id: str) -> Document:
    endpoint = with_endpoint_defaults(domain.get("endpointConfiguration", {}))
    kinds = endpoint["types"]
    wire: Document = {"domainNameStatus": "AVAILABLE", "securityPolicy": "TLS_1_2", **domain}
    wire["endpointConfiguration"] = endpoint
    if "EDGE" in kinds:
        wire.setdefault("distributionDomainName", f"d{new_id(LONG_ID)}.cloudfront.net")
        wire.setdefault("distributionHostedZoneId", _CLOUDFRONT_ZONE)
    if "REGIONAL" in kinds:
        wire.setdefault("regionalDomainName", f"d-{new_id(LONG_ID)}.execute-api.{region}.amazonaws.com")
        wire.setdefault("regionalHostedZoneId", _REGIONAL_ZONES.get(region, _REGIONAL_ZONES["us-east-1"]))
    if "PRIVATE" in kinds:
        wire.setdefault("domainNameId", new_id(LONG_ID))
    wire["domainNameArn"] = _arn(wire, region, account_id)
    return wire


def _arn(wire: Document, region: str, account_id: str) -> str:
    if "domainNameId" in wire:
        name = f"{wire['domainName']}+{wire['domainNameId']}"
        return f"arn:aws:apigateway:{region}:{account_id}:/domainnames/{name}"
    return f"arn:aws:apigateway:{region}::/domainnames/{wire['domainName']}"
