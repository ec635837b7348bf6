"""Custom domain names: what AWS gives them, and which stages their base paths lead to."""

from typing import Any

import pytest

from emulator.data_plane.stages import DeployedStages
from tests.emulator.control_plane.in_memory import ACCOUNT, REGION, refused

_NAME = "api.example.com"


@pytest.fixture
def domain(client: Any) -> Any:
    return client.create_domain_name(domainName=_NAME, endpointConfiguration={"types": ["REGIONAL"]})


def _leads_to(stages: DeployedStages, path: str) -> tuple[str, str, str] | None:
    mapped = stages.domains.find(_NAME, path)
    return None if mapped is None else (mapped.api_id, mapped.stage, mapped.path)


def test_regional_domain_name_has_a_target_in_its_region(domain: Any) -> None:
    assert domain["regionalDomainName"].endswith(f".execute-api.{REGION}.amazonaws.com")
    assert domain["regionalHostedZoneId"] == "Z1UJRXOUMOOFQ8"
    assert (domain["domainNameStatus"], domain["securityPolicy"]) == ("AVAILABLE", "TLS_1_2")
    assert domain["domainNameArn"] == f"arn:aws:apigateway:{REGION}::/domainnames/{_NAME}"
    assert "distributionDomainName" not in domain


def test_edge_domain_name_has_a_distribution(client: Any) -> None:
    domain = client.create_domain_name(domainName=_NAME)

    assert domain["endpointConfiguration"]["types"] == ["EDGE"]
    assert domain["distributionDomainName"].endswith(".cloudfront.net")
    assert "regionalDomainName" not in domain


def test_target_outlives_changes(client: Any, domain: Any) -> None:
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/a"

    changed = client.update_domain_name(
        domainName=_NAME, patchOperations=[{"op": "replace", "path": "/regionalCertificateArn", "value": arn}]
    )

    assert changed["regionalCertificateArn"] == arn
    assert changed["regionalDomainName"] == domain["regionalDomainName"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "No Domain Name specified"),
        ("no dots", "Invalid domain name specified: no dots"),
        (_NAME, "The domain name you provided already exists."),
    ],
)
def test_domain_name_that_cannot_be_is_refused(client: Any, domain: Any, name: str, message: str) -> None:
    assert refused(client.create_domain_name, domainName=name) == (400, "BadRequestException", message)


def test_private_key_of_a_certificate_is_not_kept(client: Any) -> None:
    client.create_domain_name(domainName=_NAME, certificateName="a", certificatePrivateKey="secret")

    assert "secret" not in str(client.get_domain_name(domainName=_NAME))


def test_mapping_leads_to_a_stage(client: Any, stages: DeployedStages, domain: Any, deployed_id: str) -> None:
    asked = {"domainName": _NAME, "restApiId": deployed_id, "stage": "dev"}

    root, below = client.create_base_path_mapping(**asked), client.create_base_path_mapping(**asked, basePath="v1")

    assert (root["basePath"], below["basePath"]) == ("(none)", "v1")
    assert _leads_to(stages, "/v1/pets") == (deployed_id, "dev", "/pets")
    assert _leads_to(stages, "/pets") == (deployed_id, "dev", "/pets")


def test_mapping_is_moved_and_deleted(client: Any, stages: DeployedStages, domain: Any, deployed_id: str) -> None:
    client.create_base_path_mapping(domainName=_NAME, restApiId=deployed_id, stage="dev", basePath="v1")

    moved = client.update_base_path_mapping(
        domainName=_NAME, basePath="v1", patchOperations=[{"op": "replace", "path": "/basePath", "value": "v2"}]
    )
    leads = _leads_to(stages, "/v1/pets"), _leads_to(stages, "/v2/pets")
    client.delete_base_path_mapping(domainName=_NAME, basePath="v2")

    assert moved["basePath"] == "v2"
    assert leads == (None, (deployed_id, "dev", "/pets"))
    assert _leads_to(stages, "/v2/pets") is None
    assert client.get_base_path_mappings(domainName=_NAME)["items"] == []


def test_mapping_of_a_deleted_domain_name_leads_nowhere(
    client: Any, stages: DeployedStages, domain: Any, deployed_id: str
) -> None:
    client.create_base_path_mapping(domainName=_NAME, restApiId=deployed_id, stage="dev")

    client.delete_domain_name(domainName=_NAME)

    assert not stages.domains.serves(_NAME)
    assert refused(client.get_domain_name, domainName=_NAME)[2] == "Invalid domain name identifier specified"


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"restApiId": "none"}, (400, "BadRequestException", "Invalid REST API identifier specified")),
        ({"stage": "none"}, (400, "BadRequestException", "Invalid stage identifier specified")),
        ({"basePath": "v1"}, (409, "ConflictException", "Base path already exists for this domain name")),
    ],
)
def test_mapping_that_cannot_be_is_refused(
    client: Any, domain: Any, deployed_id: str, asked: dict[str, str], refusal: tuple[int, str, str]
) -> None:
    where = {"domainName": _NAME, "restApiId": deployed_id}
    client.create_base_path_mapping(**where, basePath="v1")

    assert refused(client.create_base_path_mapping, **{**where, **asked}) == refusal


def test_base_path_of_several_segments_says_where_it_can_be_made(client: Any, domain: Any, deployed_id: str) -> None:
    status, _, message = refused(
        client.create_base_path_mapping, domainName=_NAME, restApiId=deployed_id, basePath="a/b"
    )

    assert status == 400
    assert "use API Gateway V2" in message


def test_api_with_a_mapping_stays(client: Any, domain: Any, deployed_id: str) -> None:
    client.create_base_path_mapping(domainName=_NAME, restApiId=deployed_id)

    status, _, message = refused(client.delete_rest_api, restApiId=deployed_id)

    assert status == 400
    assert "base path mappings" in message


def test_private_domain_name_is_reached_through_an_association(client: Any) -> None:
    domain = client.create_domain_name(domainName="private.example.com", endpointConfiguration={"types": ["PRIVATE"]})
    assert domain["domainNameArn"].startswith(
        f"arn:aws:apigateway:{REGION}:{ACCOUNT}:/domainnames/private.example.com+"
    )

    made = client.create_domain_name_access_association(
        domainNameArn=domain["domainNameArn"], accessAssociationSourceType="VPCE", accessAssociationSource="vpce-1"
    )
    arn = made["domainNameAccessAssociationArn"]
    listed = client.get_domain_name_access_associations()["items"]
    client.delete_domain_name_access_association(domainNameAccessAssociationArn=arn)

    assert [association["domainNameAccessAssociationArn"] for association in listed] == [arn]
    assert refused(client.delete_domain_name_access_association, domainNameAccessAssociationArn=arn)[0] == 404


def test_public_domain_name_has_no_association(client: Any, domain: Any) -> None:
    refusal = refused(
        client.create_domain_name_access_association,
        domainNameArn=domain["domainNameArn"],
        accessAssociationSourceType="VPCE",
        accessAssociationSource="vpce-1",
    )

    assert refusal[0] == 400
