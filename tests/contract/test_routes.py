import pytest

from contract import Document, Routes
from contract.shape import ANY_METHOD

ID = {"schema": {"type": "string", "format": "uuid"}, "in": "path"}
ROUTES = Routes.of(
    Document(
        "pets",
        {
            "paths": {
                "/pets/{pet}": {
                    "parameters": [{"name": "pet", **ID}],
                    "get": {"operationId": "getPet"},
                    "delete": {"operationId": "deletePet"},
                },
                "/pets/{pet}/feed": {"parameters": [{"name": "pet", **ID}], "post": {"operationId": "feedPet"}},
                "/pets/all": {"get": {"operationId": "listPets"}},
                "/files/{name}": {
                    "parameters": [{"name": "name", "in": "path", "schema": {"type": "string"}}],
                    "get": {"operationId": "readFile"},
                },
                "/models/{proxy+}": {ANY_METHOD: {"operationId": "askModel"}},
            }
        },
    )
)


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/pets/1", "getPet"),
        ("GET", "/pets/%2F..", "getPet"),
        ("DELETE", "/pets/1", "deletePet"),
        ("GET", "/pets/all", "listPets"),
        ("POST", "/pets/1/feed", "feedPet"),
        ("GET", "/pets/1/feed", ""),
        ("GET", "/pets/1/2", ""),
        ("GET", "/pets/", ""),
        ("GET", "/petsx/1", ""),
        ("HEAD", "/pets/1", ""),
        # The client edition writes `{name+}` as `{name}`.
        ("GET", "/files/a/b", "readFile"),
        ("GET", "/files/a", "readFile"),
        ("PATCH", "/models/v1/x", "askModel"),
    ],
)
def test_request_is_for_the_operation_of_its_path_and_method(method: str, path: str, operation: str) -> None:
    found = ROUTES.match(method, path)

    assert (found[0].operation_id if found else "") == operation


def test_path_has_all_its_operations() -> None:
    route = ROUTES.route("/pets/1")

    assert route is not None
    assert {method: each.operation_id for method, each in route.operations.items()} == {
        "GET": "getPet",
        "DELETE": "deletePet",
    }


def test_path_parameters_are_decoded() -> None:
    found = ROUTES.match("POST", "/pets/a%2Fb%20c/feed")

    assert found is not None
    assert found[1] == {"pet": "a/b c"}
