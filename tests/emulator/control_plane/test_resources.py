"""Resources: what a path part may be and where it may stand."""

from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import deployable_api, openapi, refused, resource_at

_PATH_PART = (
    "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning "
    "and the end."
)


def test_resource_stands_under_its_parent(client: Any, api_id: str, root_id: str) -> None:
    pets = client.create_resource(restApiId=api_id, parentId=root_id, pathPart="pets")
    pet = client.create_resource(restApiId=api_id, parentId=pets["id"], pathPart="{petId}")

    assert (pet["path"], pet["parentId"], pet["pathPart"]) == ("/pets/{petId}", pets["id"], "{petId}")


@pytest.mark.parametrize("path_part", ["a.b", "a_b-c", "a:b", "{id}", "{proxy+}", "v1.2"])
def test_path_part_that_aws_takes(client: Any, api_id: str, root_id: str, path_part: str) -> None:
    resource = client.create_resource(restApiId=api_id, parentId=root_id, pathPart=path_part)

    assert resource["path"] == f"/{path_part}"


@pytest.mark.parametrize("path_part", ["a b", "a/b", "{id", "pre{id}", "{id}.json", "a+", "{a+b}", "", "ä", "{}"])
def test_path_part_that_aws_does_not_take(client: Any, api_id: str, root_id: str, path_part: str) -> None:
    refusal = refused(client.create_resource, restApiId=api_id, parentId=root_id, pathPart=path_part)

    assert refusal == (400, "BadRequestException", _PATH_PART)


def test_siblings_have_at_most_one_variable(client: Any, api_id: str, root_id: str) -> None:
    client.create_resource(restApiId=api_id, parentId=root_id, pathPart="{petId}")

    refusal = refused(client.create_resource, restApiId=api_id, parentId=root_id, pathPart="{id}")

    message = "A sibling ({petId}) of this resource already has a variable path part -- only one is allowed"
    assert refusal == (400, "BadRequestException", message)


def test_siblings_have_different_names(client: Any, api_id: str, root_id: str) -> None:
    client.create_resource(restApiId=api_id, parentId=root_id, pathPart="pets")

    refusal = refused(client.create_resource, restApiId=api_id, parentId=root_id, pathPart="pets")

    message = "Another resource with the same parent already has this name: pets"
    assert refusal == (409, "ConflictException", message)


def test_nothing_stands_under_a_greedy_variable(client: Any, api_id: str, root_id: str) -> None:
    greedy = client.create_resource(restApiId=api_id, parentId=root_id, pathPart="{proxy+}")

    refusal = refused(client.create_resource, restApiId=api_id, parentId=greedy["id"], pathPart="x")

    assert refusal[2] == "Cannot create a child of a resource with a greedy path variable: {proxy+}"


def test_unknown_parent_is_not_found(client: Any, api_id: str) -> None:
    refusal = refused(client.create_resource, restApiId=api_id, parentId="none", pathPart="x")

    assert refusal == (404, "NotFoundException", "Invalid Resource identifier specified")


def test_api_has_at_most_300_resources(client: Any) -> None:
    api = client.import_rest_api(body=openapi({f"/r{number}": {} for number in range(299)}))

    status, code, _ = refused(
        client.create_resource, restApiId=api["id"], parentId=api["rootResourceId"], pathPart="one-more"
    )

    assert (status, code) == (429, "LimitExceededException")


def test_methods_are_shown_whole_only_where_they_are_asked_for(client: Any) -> None:
    api_id = deployable_api(client)
    pets = resource_at(client, api_id, "/pets")

    named = client.get_resource(restApiId=api_id, resourceId=pets["id"])
    whole = client.get_resource(restApiId=api_id, resourceId=pets["id"], embed=["methods"])

    assert named["resourceMethods"] == {"GET": {}}
    assert whole["resourceMethods"]["GET"]["methodIntegration"]["type"] == "MOCK"


def test_renamed_resource_takes_its_children_along(client: Any, api_id: str, root_id: str) -> None:
    pets = client.create_resource(restApiId=api_id, parentId=root_id, pathPart="pets")
    pet = client.create_resource(restApiId=api_id, parentId=pets["id"], pathPart="{petId}")
    operations = [{"op": "replace", "path": "/pathPart", "value": "cats"}]

    client.update_resource(restApiId=api_id, resourceId=pets["id"], patchOperations=operations)

    assert client.get_resource(restApiId=api_id, resourceId=pet["id"])["path"] == "/cats/{petId}"


def test_resource_does_not_move_under_itself(client: Any, api_id: str, root_id: str) -> None:
    pets = client.create_resource(restApiId=api_id, parentId=root_id, pathPart="pets")
    pet = client.create_resource(restApiId=api_id, parentId=pets["id"], pathPart="{petId}")
    operations = [{"op": "replace", "path": "/parentId", "value": pet["id"]}]

    refusal = refused(client.update_resource, restApiId=api_id, resourceId=pets["id"], patchOperations=operations)

    assert refusal[0] == 400


def test_deleted_resource_takes_its_children_along(client: Any, api_id: str, root_id: str) -> None:
    pets = client.create_resource(restApiId=api_id, parentId=root_id, pathPart="pets")
    client.create_resource(restApiId=api_id, parentId=pets["id"], pathPart="{petId}")

    client.delete_resource(restApiId=api_id, resourceId=pets["id"])

    assert [resource["path"] for resource in client.get_resources(restApiId=api_id)["items"]] == ["/"]


def test_root_resource_stays(client: Any, api_id: str, root_id: str) -> None:
    assert refused(client.delete_resource, restApiId=api_id, resourceId=root_id)[0] == 400
