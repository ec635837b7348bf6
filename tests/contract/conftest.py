"""A small contract without a fault, for tests to break in one place at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contract import Document, function_ids, load

ROOT = Path(__file__).parents[2]

SOUND = """\
openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
x-amazon-apigateway-request-validators:
  all: {validateRequestBody: true, validateRequestParameters: true}
x-amazon-apigateway-request-validator: all
paths:
  /pets/{pet}:
    parameters:
      - {name: pet, in: path, required: true, schema: {type: string}}
    put:
      operationId: putPet
      security: [{ApiKey: []}]
      parameters:
        - name: tag
          in: query
          schema: {type: string}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Pet'}
      responses:
        '200': {description: Put, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '400': &problem
          description: Problem
          content: {application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}}
        '401': *problem
        '403': *problem
        '413': *problem
        '415': *problem
        '429': *problem
        '500': *problem
        '502': *problem
        '504': *problem
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        uri: ${put_pet.invoke_arn}
        timeoutInMillis: 29000
  /health:
    get:
      operationId: getHealth
      security: []
      responses:
        '200':
          description: Well
        '400': *problem
        '413': *problem
        '415': *problem
        '429': *problem
        '500': *problem
      x-amazon-apigateway-integration:
        type: mock
        passthroughBehavior: never
        requestTemplates:
          application/json: '{"statusCode": 200}'
        responses:
          default: {statusCode: '200'}
components:
  securitySchemes:
    ApiKey: {type: apiKey, in: header, name: x-api-key}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1}
        age: {type: integer, minimum: 0}
    Problem:
      type: object
      properties:
        title: {type: string}
"""


@pytest.fixture
def sound() -> str:
    return SOUND


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a text to a contract's file."""

    def write_text(text: str, name: str = "openapi.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


@pytest.fixture(scope="session")
def contract() -> Document:
    """The project's own contract."""
    return load(ROOT / "openapi.yaml")


@pytest.fixture
def values(contract: Document) -> dict[str, str]:
    """A value, made up, for each placeholder of the project's own contract and of the sound one."""
    uri = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{}/invocations"
    function = "arn:aws:lambda:eu-west-1:123456789012:function:{}"
    functions = ("put_pet", *function_ids(contract))
    arns = {f"{name}.invoke_arn": uri.format(function.format(name)) for name in functions}
    return {**arns, "model_server.scheme": "https", "model_server.authorization": "Bearer upstream"}
