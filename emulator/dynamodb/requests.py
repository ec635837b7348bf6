"""A request from an SDK goes straight to moto's handler of its operation.

Flask's and moto's own way there takes 0.25 ms, for what a request to DynamoDB does not have: a path, a query, a form.
Whatever is not as an SDK sends it goes that way nevertheless, so that it is refused, or understood, as moto does it.
"""

import re
import string
from typing import Any

from moto.core.parse import JSONParser
from moto.core.utils import get_service_model
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.responses import DynamoHandler
from moto.iam.models import mark_account_as_visited
from moto.moto_api._internal import mock_random
from moto.utilities.utils import get_partition

from emulator.dynamodb.extension import extend_dynamodb
from emulator.http_messages import HttpAnswer, HttpRequest

_SERVICE = "dynamodb"
_TARGET_PREFIX = "DynamoDB_20120810"
_MEDIA_TYPE = "application/x-amz-json-1.0"
# Each makes moto's way a different one: CORS, a body to unpack, an account of moto's own choice.
_UNUSUAL_HEADERS = frozenset({"content-encoding", "origin", "transfer-encoding", "x-moto-account-id"})
_SAYS_REGION = re.compile(r"region/|\.amazonaws\.com")
_REQUEST_ID_CHARACTERS = string.ascii_letters + string.digits
_CHANGES = frozenset({"PutItem", "UpdateItem"})
_OF_ONE_ITEM = _CHANGES | {"DeleteItem", "GetItem"}


def is_plain(request: HttpRequest) -> bool:
    """As SDKs send it, and of an operation that moto knows the form of."""
    header = request.header
    prefix, _, operation = header.get("x-amz-target", "").partition(".")
    return (
        prefix == _TARGET_PREFIX
        and (request.method, request.raw_path, request.query) == ("POST", "/", "")
        and request.service == _SERVICE
        and header.get("content-type") == _MEDIA_TYPE
        and not _UNUSUAL_HEADERS.intersection(header)
        and not _SAYS_REGION.search(f"{header.get('host', '')} {header.get('user-agent', '')}")
        and operation in get_service_model(_SERVICE).operation_names
    )


def is_brief(request: HttpRequest) -> bool:
    """Answered in less time than it takes to hand it to a thread and be woken by it, or not much more."""
    return request.header.get("x-amz-target", "").rpartition(".")[2] in _OF_ONE_ITEM and is_plain(request)


def answer_plain(request: HttpRequest) -> HttpAnswer:
    """Raises what moto raises. Its headers are those of moto's own way, in the same order."""
    extend_dynamodb()
    status, headers, body = _Handler(request).call_action()
    content = body if isinstance(body, bytes) else body.encode()
    told = [(name, str(value)) for name, value in headers.items()]
    length = ("Content-Length", str(len(content)))
    return HttpAnswer(int(status), (*told, length, ("Access-Control-Allow-Origin", "*")), content)


class _Headers(dict[str, str]):
    """By their names in any case, as moto asks for them."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


class _Parser(JSONParser):
    """An attribute value is read as the JSON that it is, where moto asks for each of the ten types."""

    def _parse_structure(self, shape: Any, value: Any) -> Any:
        if shape.name == "AttributeValue" and type(value) is dict and len(value) == 1:
            ((kind, content),) = value.items()
            if kind in {"N", "S"} and type(content) is str:
                return value
            if kind == "M" and type(content) is dict:
                return {kind: {name: self._parse_structure(shape, member) for name, member in content.items()}}
            if kind == "L" and type(content) is list:
                return {kind: [self._parse_structure(shape, member) for member in content]}
        return super()._parse_structure(shape, value)  # type: ignore[no-untyped-call]  # moto has no types there


class _Handler(DynamoHandler):
    """One request, as `BaseResponse.setup_class` leaves it."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        assert request.signed_for is not None, "Such a request is not plain."
        self.headers = _Headers(request.header)
        self.method, self.path, self.raw_path = request.method, "/", "/"
        self.uri = f"http://{request.header.get('host', '')}/"
        self.querystring = self.data = {}
        self.raw_body = request.body
        self.response_headers = {"server": "amazon.com"}
        self.region = request.signed_for.region
        self.partition = get_partition(self.region)
        self.uri_match = {}
        operation = get_service_model(_SERVICE).operation_model(self._get_action())
        content: Any = {"body": request.body}
        self.params = _Parser(operation).parse(content)
        self.access_key = self.get_access_key()
        self.current_account = self.get_current_account()
        mark_account_as_visited(self.current_account, self.access_key, _SERVICE, self.region)

    @property
    def dynamodb_backend(self) -> Any:
        """moto renders an item before and after a write, whether or not anybody asks for it."""
        backend = super().dynamodb_backend
        asks_for_none = self.params.get("ReturnValues", "NONE") == "NONE"
        return _Unseen(backend) if asks_for_none and self._get_action() in _CHANGES else backend

    @staticmethod
    def _enrich_response(headers: dict[str, str], body: Any) -> tuple[dict[str, str], Any]:
        """moto looks through each body for the request id of an answer in XML."""
        if "status" in headers:
            headers["status"] = str(headers["status"])
        headers["x-amzn-requestid"] = "".join(mock_random.choices(_REQUEST_ID_CHARACTERS, k=52))
        return headers, body


class _Nothing:
    def to_json(self) -> dict[str, Any]:
        return {"Attributes": {}}


class _Unseen:
    """Stands for the backend in moto's own PutItem and UpdateItem, which then see no item, neither old nor new."""

    def __init__(self, backend: DynamoDBBackend) -> None:
        self._backend = backend

    def get_item(self, *arguments: Any) -> None:
        self._backend.get_item(*arguments)  # for what it raises

    def put_item(self, *arguments: Any) -> _Nothing:
        self._backend.put_item(*arguments)
        return _Nothing()

    def update_item(self, *arguments: Any, **options: Any) -> _Nothing:
        self._backend.update_item(*arguments, **options)
        return _Nothing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)
