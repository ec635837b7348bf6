"""VPC links, client certificates, key files, model templates, SDK types, caches, and tags on all that has them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509

from emulator.data_plane.access.authorization import Authorization, Grant
from emulator.data_plane.access.policies import Policy
from emulator.data_plane.stages import DeployedStages
from tests.emulator.control_plane.in_memory import NLB_ARN, REGION, refused


def test_link_is_pending_when_made_and_available_when_read(client: Any) -> None:
    """As recorded."""
    made = client.create_vpc_link(name="link", targetArns=[NLB_ARN])
    where = {"vpcLinkId": made["id"]}

    read = client.get_vpc_link(**where)
    updated = client.update_vpc_link(
        **where, patchOperations=[{"op": "replace", "path": "/name", "value": "link-updated"}]
    )
    client.delete_vpc_link(**where)

    assert made["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert (made["status"], "statusMessage" in made) == ("PENDING", False)
    assert (read["status"], read["statusMessage"]) == ("AVAILABLE", "Your vpc link is ready for use")
    assert updated["name"] == "link-updated"
    assert refused(client.get_vpc_link, **where) == (
        404,
        "NotFoundException",
        "Invalid Vpc Link identifier specified",
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"name": "a", "targetArns": ["invalid-arn"]}, "Invalid ARN. ARN is not well formed invalid-arn"),
        ({"name": "", "targetArns": [NLB_ARN]}, "Name cannot be empty"),
    ],
)
def test_link_that_cannot_be_is_refused(client: Any, asked: dict[str, Any], message: str) -> None:
    assert refused(client.create_vpc_link, **asked) == (400, "BadRequestException", message)


def test_client_certificate_is_a_certificate_of_a_year(client: Any) -> None:
    made = client.generate_client_certificate(description="ours")

    certificate = x509.load_pem_x509_certificate(made["pemEncodedCertificate"].encode())
    assert (made["expirationDate"] - made["createdDate"]).days == 365
    assert certificate.not_valid_after_utc == made["expirationDate"].astimezone(certificate.not_valid_after_utc.tzinfo)
    assert certificate.subject.rfc4514_string() == "CN=ApiGateway"


def test_client_certificate_of_a_stage_stays(client: Any, deployed_id: str) -> None:
    where = {"clientCertificateId": client.generate_client_certificate()["clientCertificateId"]}
    operation = {"op": "replace", "path": "/clientCertificateId", "value": where["clientCertificateId"]}
    client.update_stage(restApiId=deployed_id, stageName="dev", patchOperations=[operation])

    status, _, message = refused(client.delete_client_certificate, **where)

    assert status == 400
    assert f"in use by stage dev of API {deployed_id}" in message


_FILE = """Name,key,description,Enabled,usageplanIds
first,0123456789abcdefghij-1,ours,TRUE,"{plan}"
second,0123456789abcdefghij-2,,false,
"""


def test_keys_are_imported_and_join_their_plans(client: Any, plan_id: str) -> None:
    imported = client.import_api_keys(body=_FILE.format(plan=plan_id).encode(), format="csv")

    keys = [client.get_api_key(apiKey=key_id, includeValue=True) for key_id in imported["ids"]]
    assert [(key["name"], key["value"], key["enabled"]) for key in keys] == [
        ("first", "0123456789abcdefghij-1", True),
        ("second", "0123456789abcdefghij-2", False),
    ]
    assert [key["name"] for key in client.get_usage_plan_keys(usagePlanId=plan_id)["items"]] == ["first"]
    assert imported["warnings"] == []


def test_plan_that_is_not_there_is_a_warning(client: Any) -> None:
    body = _FILE.format(plan="none").encode()

    lenient = client.import_api_keys(body=body, format="csv")
    strict = refused(client.import_api_keys, body=body.replace(b"-1", b"-3"), format="csv", failOnWarnings=True)

    assert lenient["warnings"] == ["Usage plan 'none' of key 'first' not found. Ignoring."]
    assert strict[0] == 400
    assert len(client.get_api_keys()["items"]) == 2


@pytest.mark.parametrize("body", [b"", b"\xff", b"a,b\n1,2\n", b'name,key\n"open'])
def test_file_of_no_keys_is_refused(client: Any, body: bytes) -> None:
    assert refused(client.import_api_keys, body=body, format="csv")[0] == 400


def test_model_template_has_the_shape_of_the_model(client: Any, api_id: str) -> None:
    properties = {"name": {"type": "string"}, "ids": {"type": "array", "items": {"type": "integer"}}}
    schema = json.dumps({"type": "object", "properties": properties})
    client.create_model(restApiId=api_id, name="Pet", contentType="application/json", schema=schema)

    template = client.get_model_template(restApiId=api_id, modelName="Pet")["value"]

    assert template.startswith('#set($inputRoot = $input.path(\'$\'))\n{\n  "name" : "foo",\n  "ids" : [\n')
    assert "#foreach($elem in $inputRoot)" in template


def test_types_of_sdks_are_listed_and_described(client: Any) -> None:
    names = [sdk["id"] for sdk in client.get_sdk_types()["items"]]

    assert {"android", "java", "javascript", "ruby"} <= set(names)
    assert client.get_sdk_type(id="java")["friendlyName"] == "Java SDK"
    assert refused(client.get_sdk_type, id="cobol")[0] == 404


@pytest.mark.parametrize("operation", ["flush_stage_cache", "flush_stage_authorizers_cache"])
def test_caches_are_flushed(client: Any, deployed_id: str, operation: str) -> None:
    flushed = getattr(client, operation)(restApiId=deployed_id, stageName="dev")

    assert flushed["ResponseMetadata"]["HTTPStatusCode"] == 202


def test_flushed_authorizers_are_asked_again(client: Any, stages: DeployedStages, deployed_id: str) -> None:
    stage = stages.find(deployed_id, "dev")
    assert stage is not None
    stage.authorizer_cache.keep("who", Grant(Authorization("caller"), Policy(())), expires=10.0)

    client.flush_stage_authorizers_cache(restApiId=deployed_id, stageName="dev")

    assert stage.authorizer_cache.find("who", now=0.0) is None


def _plan(client: Any) -> str:
    return f"/usageplans/{client.create_usage_plan(name='plan')['id']}"


def _key(client: Any) -> str:
    return f"/apikeys/{client.create_api_key(name='key')['id']}"


def _link(client: Any) -> str:
    return f"/vpclinks/{client.create_vpc_link(name='link', targetArns=[NLB_ARN])['id']}"


def _certificate(client: Any) -> str:
    return f"/clientcertificates/{client.generate_client_certificate()['clientCertificateId']}"


def _domain(client: Any) -> str:
    return f"/domainnames/{client.create_domain_name(domainName='api.example.com')['domainName']}"


@pytest.mark.parametrize("make", [_plan, _key, _link, _certificate, _domain])
def test_whatever_has_tags_is_tagged_by_its_arn(client: Any, make: Callable[[Any], str]) -> None:
    arn = f"arn:aws:apigateway:{REGION}::{make(client)}"

    client.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    client.untag_resource(resourceArn=arn, tagKeys=["a"])

    assert client.get_tags(resourceArn=arn)["tags"] == {"b": "2"}


def test_private_domain_name_and_its_association_are_tagged_by_their_arns(client: Any) -> None:
    domain = client.create_domain_name(domainName="p.example.com", endpointConfiguration={"types": ["PRIVATE"]})
    association = client.create_domain_name_access_association(
        domainNameArn=domain["domainNameArn"], accessAssociationSourceType="VPCE", accessAssociationSource="vpce-1"
    )

    for arn in (domain["domainNameArn"], association["domainNameAccessAssociationArn"]):
        client.tag_resource(resourceArn=arn, tags={"a": "1"})

        assert client.get_tags(resourceArn=arn)["tags"] == {"a": "1"}


def test_resource_has_at_most_fifty_tags(client: Any, api_id: str) -> None:
    arn = f"arn:aws:apigateway:{REGION}::/restapis/{api_id}"

    refusal = refused(client.tag_resource, resourceArn=arn, tags={str(number): "" for number in range(51)})

    assert refusal[0] == 400
    assert client.get_tags(resourceArn=arn)["tags"] == {}
