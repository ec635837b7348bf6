"""Whatever is sent, there is an answer: operations refuse, they do not fail."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.control_plane import ControlPlane
from emulator.control_plane.operations import patch_paths
from emulator.control_plane.patch_table import PatchTable
from emulator.control_plane.rest_json.service import Operation, load_service
from emulator.data_plane.stages import DeployedStages
from tests.emulator.control_plane.in_memory import (
    ACCOUNT,
    LAMBDA_URI,
    NLB_ARN,
    REGION,
    client_of,
    handled,
    keep_snapshot,
    openapi,
    operation,
)

_OPERATIONS = load_service("apigateway").operations
_PATTERNS = sorted(
    {path.pattern for table in vars(patch_paths).values() if isinstance(table, PatchTable) for path in table.paths}
)
_TEXTS = st.sampled_from(
    ["", "a", "GET", "200", "NONE", "CUSTOM", "MOCK", "{}", "-1", "true", "*/*", "{id}", LAMBDA_URI]
)


@pytest.fixture(scope="module")
def control_plane() -> ControlPlane:
    return ControlPlane(DeployedStages(), keep_snapshot, region=REGION, account_id=ACCOUNT)


@pytest.fixture(scope="module")
def ids(control_plane: ControlPlane) -> dict[str, str]:
    """What the labels of paths are, so that most of them name something."""
    client = client_of(control_plane)
    schemas = {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}}}
    document = openapi({"/pets": {"get": operation()}}, components={"schemas": schemas})
    api_id = client.import_rest_api(body=document)["id"]
    resource = next(item for item in client.get_resources(restApiId=api_id)["items"] if item["path"] == "/pets")
    client.create_stage(
        restApiId=api_id, stageName="dev", deploymentId=client.create_deployment(restApiId=api_id)["id"]
    )
    return {
        "restapi_id": api_id,
        "resource_id": resource["id"],
        "parent_id": resource["parentId"],
        "http_method": "GET",
        "status_code": "200",
        "stage_name": "dev",
        "deployment_id": client.get_stage(restApiId=api_id, stageName="dev")["deploymentId"],
        "response_type": "THROTTLED",
        "resource_arn": f"arn:aws:apigateway:{REGION}::/restapis/{api_id}",
        "usageplanId": client.create_usage_plan(name="plan")["id"],
        "api_Key": client.create_api_key(name="key")["id"],
        "export_type": "oas30",
        "model_name": "Pet",
        "part_id": client.create_documentation_part(restApiId=api_id, location={"type": "API"}, properties="{}")["id"],
        "doc_version": client.create_documentation_version(restApiId=api_id, documentationVersion="1")["version"],
        "domain_name": client.create_domain_name(domainName="api.example.com")["domainName"],
        "base_path": client.create_base_path_mapping(domainName="api.example.com", restApiId=api_id)["basePath"],
        "clientcertificate_id": client.generate_client_certificate()["clientCertificateId"],
        "vpclink_id": client.create_vpc_link(name="link", targetArns=[NLB_ARN])["id"],
    }


def _anything(shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly what the shape wants, now and then something else."""
    if shape.name == "PatchOperation":
        return st.fixed_dictionaries(
            {},
            optional={
                "op": st.sampled_from(["add", "replace", "remove", "copy", "test"]),
                "path": st.sampled_from(_PATTERNS) | _TEXTS,
                "value": _TEXTS,
                "from": st.sampled_from(["/canarySettings/deploymentId", "/variables"]),
            },
        )
    junk: st.SearchStrategy[Any] = st.sampled_from([None, 0, True, "x", [], {}])
    if depth > 3:
        return junk
    if isinstance(shape, StructureShape):
        members = {
            member.serialization.get("name", name): _anything(member, depth + 1)
            for name, member in shape.members.items()
        }
        required = {shape.members[name].serialization.get("name", name) for name in shape.required_members}
        return st.fixed_dictionaries(
            {name: value for name, value in members.items() if name in required},
            optional={name: value for name, value in members.items() if name not in required},
        )
    if isinstance(shape, ListShape):
        return st.lists(_anything(shape.member, depth + 1), max_size=2)
    if isinstance(shape, MapShape):
        return st.dictionaries(_TEXTS, _anything(shape.value, depth + 1), max_size=2)
    scalars: dict[str, st.SearchStrategy[Any]] = {
        "string": st.sampled_from(getattr(shape, "enum", None) or ["x"]) | _TEXTS,
        "boolean": st.booleans(),
        "integer": st.integers(-2, 100_000),
        "double": st.floats(-2, 100),
    }
    return scalars.get(shape.type_name, junk) | junk


_BODIES = {
    described.name: _anything(described.input_shape) if described.input_shape else st.just({})
    for described in _OPERATIONS
}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(described=st.sampled_from([each for each in _OPERATIONS if not each.name.startswith("Delete")]), data=st.data())
def test_every_operation_answers_whatever_it_is_sent(
    control_plane: ControlPlane, ids: dict[str, str], described: Operation, data: st.DataObject
) -> None:
    body = data.draw(_BODIES[described.name])
    path = described.path
    for label in (segment[1:-1] for segment in described.segments if segment.startswith("{")):
        path = path.replace(f"{{{label}}}", quote(data.draw(st.sampled_from([ids.get(label, "x"), "x"])), safe=""))

    status, _, answer = handled(
        control_plane, described.http_method, path, urlencode(described.fixed_query), {}, json.dumps(body).encode()
    )

    assert status != 500, (described.name, path, body, answer)
