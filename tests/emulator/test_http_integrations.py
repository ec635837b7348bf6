"""A web application and a function behind deployed APIs, end to end."""

import json
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from tests.emulator.running import RunningEmulator

FUNCTION = """
def handle(event, context):
    if "fail" in event:
        raise ValueError(event["fail"])
    return {"doubled": 2 * event["number"], "custom": (context.client_context or {}) and context.client_context.custom}
"""


class ModelServer(BaseHTTPRequestHandler):
    """Tells what it was asked; of /stream, its parts as they come; of /missing, nothing."""

    protocol_version = "HTTP/1.1"
    release = threading.Event()  # lets the second part of a stream go

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/v1/stream":
            self._stream()
            return
        asked = {"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body.decode()}
        said = json.dumps(asked).encode()
        self.send_response(404 if self.path == "/v1/missing" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\nfirst\r\n")
        assert self.release.wait(10)
        self.wfile.write(b"6\r\nsecond\r\n0\r\n\r\n")

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Nothing: a test says what it has to say."""


@pytest.fixture(scope="module")
def model_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), ModelServer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def deploy(emulator: RunningEmulator, paths: dict[str, Any], **variables: str) -> str:
    """Returns the URL of the stage."""
    client = emulator.client("apigateway")
    body = {"openapi": "3.0.1", "info": {"title": uuid.uuid4().hex, "version": "1"}, "paths": paths}
    api_id = client.import_rest_api(body=json.dumps(body))["id"]
    client.create_deployment(restApiId=api_id, stageName="test", variables=variables)
    return f"{emulator.url}/_aws/execute-api/{api_id}/test"


def operation(integration: dict[str, Any]) -> dict[str, Any]:
    return {
        "responses": {"200": {"description": "fine"}, "404": {"description": "not there"}},
        "x-amazon-apigateway-integration": integration,
    }


def models(**integration: Any) -> dict[str, Any]:
    """ANY /models/{proxy+} to the address that the stage variable `models` holds."""
    proxy = operation(
        {
            "type": "http_proxy",
            "httpMethod": "ANY",
            "uri": "http://${stageVariables.models}/v1/{proxy}",
            "requestParameters": {"integration.request.path.proxy": "method.request.path.proxy"},
            **integration,
        }
    )
    parameter = {"name": "proxy", "in": "path", "required": True, "schema": {"type": "string"}}
    return {"/models/{proxy+}": {"x-amazon-apigateway-any-method": {**proxy, "parameters": [parameter]}}}


def test_model_server_stands_behind_a_stage_variable(emulator: RunningEmulator, model_server: str) -> None:
    url = deploy(emulator, models(), models=model_server)

    answer = requests.post(f"{url}/models/llama3:latest/generate?temperature=0.5", json={"prompt": "hello"}, timeout=10)

    asked = answer.json()
    assert (answer.status_code, asked["method"]) == (200, "POST")
    assert asked["path"] == "/v1/llama3:latest/generate?temperature=0.5"
    assert json.loads(asked["body"]) == {"prompt": "hello"}
    assert asked["headers"]["Host"] == model_server
    assert asked["headers"]["X-Forwarded-For"] == "127.0.0.1"
    assert asked["headers"]["User-Agent"].startswith("python-requests/")
    assert "x-amzn-Remapped-Date" in answer.headers
    assert answer.headers["x-amzn-Remapped-Server"].startswith("BaseHTTP/")


def test_status_of_the_model_server_passes(emulator: RunningEmulator, model_server: str) -> None:
    url = deploy(emulator, models(), models=model_server)

    assert requests.get(f"{url}/models/missing", timeout=10).status_code == 404


def test_model_server_streams_to_the_client(emulator: RunningEmulator, model_server: str) -> None:
    url = deploy(emulator, models(responseTransferMode="STREAM"), models=model_server)

    with requests.get(f"{url}/models/stream", stream=True, timeout=10) as answer:
        chunks = answer.iter_content(chunk_size=None)
        first = next(chunks)
        # The server says no more until what it has said has come here.
        ModelServer.release.set()
        rest = b"".join(chunks)

    assert (first, rest) == (b"first", b"second")
    assert answer.headers["Content-Type"] == "text/event-stream"


def test_model_server_that_is_away_is_an_internal_error(emulator: RunningEmulator) -> None:
    url = deploy(emulator, models(), models="127.0.0.1:1")

    answer = requests.get(f"{url}/models/any", timeout=10)

    assert (answer.status_code, answer.json()) == (500, {"message": "Internal server error"})


def test_http_integration_maps_both_ways(emulator: RunningEmulator, model_server: str) -> None:
    integration = {
        "type": "http",
        "httpMethod": "POST",
        "uri": "http://${stageVariables.models}/v1/score",
        "requestTemplates": {"application/json": "{\"inputs\": $input.json('$.text')}"},
        "responses": {
            "default": {
                "statusCode": "200",
                "responseTemplates": {"application/json": "$util.parseJson($input.path('$.body')).inputs"},
            },
        },
    }
    url = deploy(emulator, {"/score": {"post": operation(integration)}}, models=model_server)

    answer = requests.post(f"{url}/score", json={"text": "hello"}, timeout=10)

    assert (answer.status_code, answer.text) == (200, "hello")
    assert "x-amzn-Remapped-Server" not in answer.headers


def test_function_is_called_with_what_a_template_makes(emulator: RunningEmulator) -> None:
    name = f"custom-{uuid.uuid4().hex[:8]}"
    arn = emulator.create_function(name, FUNCTION)
    emulator.client("lambda").add_permission(
        FunctionName=name, StatementId="gateway", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    integration = {
        "type": "aws",
        "httpMethod": "POST",
        "uri": f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations",
        "requestParameters": {"integration.request.header.X-Amz-Client-Context": "'eyJjdXN0b20iOiB7ImEiOiAxfX0='"},
        "requestTemplates": {
            "application/json": "#if($input.params('fail') != '')"
            '{"fail": "$input.params(\'fail\')"}#else{"number": $input.params(\'number\')}#end'
        },
        "responses": {
            "default": {"statusCode": "200"},
            ".*not there.*": {
                "statusCode": "404",
                "responseTemplates": {"application/json": "{\"message\": $input.json('$.errorMessage')}"},
            },
        },
    }
    url = deploy(emulator, {"/double": {"get": operation(integration)}})

    doubled = requests.get(f"{url}/double?number=21", timeout=10)
    failed = requests.get(f"{url}/double?fail=It+is+not+there", timeout=10)

    assert (doubled.status_code, doubled.json()) == (200, {"doubled": 42, "custom": {"a": 1}})
    assert (failed.status_code, failed.json()) == (404, {"message": "It is not there"})
