"""The short way to moto's DynamoDB, and what is kept from one request for the next, change no answer.

Each request is answered twice: by the emulator as SDKs ask it, and by moto as it is. Where the emulator itself has more
to say than moto's handlers, the other way is the emulator's own through moto's HTTP layers, which a header asks for.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.running import free_port, wait_until

Document = dict[str, Any]

_TABLE = {
    "TableName": "records",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
}
_KEY = {"pk": {"S": "acme"}, "sk": {"S": "één"}}
_ITEM = {
    "n": {"N": "7"},
    "big": {"N": "12345678901234567890123456789012345678"},
    "title": {"S": "ünïcödé \U0001f600 \u2028 <&amp;>"},
    "hollow": {"S": ""},
    "raw": {"B": "AAEC/w=="},
    "flag": {"BOOL": False},
    "nothing": {"NULL": True},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2.5"]},
    "blobs": {"BS": ["AA==", "AQ=="]},
    "parts": {"L": [{"S": "x"}, {"N": "1"}, {"M": {"deep": {"L": [{"B": "AA=="}]}}}]},
    "tree": {"M": {"n": {"N": "1"}, "texts": {"SS": ["a"]}, "tree": {"M": {"parts": {"L": []}}}}},
}
_VALUES = {
    ":n": {"N": "2"},
    ":s": {"S": "é"},
    ":t": {"SS": ["b", "c"]},
    ":l": {"L": [{"N": "3"}]},
    ":m": {"M": {"x": {"BS": ["AA=="]}}},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Without what differs from one answer to the next."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Way:
    port: int
    headers: tuple[tuple[str, str], ...] = ()

    def ask(self, operation: str, body: bytes | Document) -> Answer:
        """The operation's name may have any prefix but AWS's own for DynamoDB of 2012."""
        scope = "Credential=test/20260101/us-east-1/dynamodb/aws4_request"
        headers = {
            "X-Amz-Target": operation if "." in operation else f"DynamoDB_20120810.{operation}",
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
            **dict(self.headers),
        }
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("POST", "/", content, headers)
            response = connection.getresponse()
            told_body = response.read()
        own = {"date", "x-amzn-requestid"}
        told = tuple((name.lower(), value) for name, value in response.getheaders() if name.lower() not in own)
        return Answer(response.status, told, told_body)

    def start_over(self) -> None:
        self.ask("DeleteTable", {"TableName": "records"})
        assert self.ask("CreateTable", _TABLE).status == 200
        assert self.ask("PutItem", {"TableName": "records", "Item": _KEY | _ITEM}).status == 200

    def item(self) -> Answer:
        return self.ask("GetItem", {"TableName": "records", "Key": _KEY})


@pytest.fixture(scope="module")
def sdk() -> Iterator[Way]:
    """An emulator of its own, whose log nobody reads: it is long."""
    yield from _served("emulator", "--port")


@pytest.fixture(scope="module")
def http_layers(sdk: Way) -> Way:
    return Way(sdk.port, (("X-Moto-Account-Id", "210987654321"),))


@pytest.fixture(scope="module")
def moto() -> Iterator[Way]:
    """As it is: no module of the emulator is in its process."""
    yield from _served("moto.server", "-p")


def _served(module: str, port_option: str) -> Iterator[Way]:
    way = Way(free_port())
    process = subprocess.Popen(
        [sys.executable, "-m", module, port_option, str(way.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_until(lambda: _answers(way), f"{module} to answer")
    yield way
    process.kill()
    process.wait()


def _answers(way: Way) -> bool:
    try:
        return way.ask("ListTables", {}).status == 200
    except ConnectionError:
        return False


def update(expression: str, values: tuple[str, ...] = (), **more: Any) -> Document:
    given = {"ExpressionAttributeValues": {name: _VALUES[name] for name in values}} if values else {}
    return {"TableName": "records", "Key": _KEY, "UpdateExpression": expression, **given, **more}


def put(**more: Any) -> Document:
    return {"TableName": "records", "Item": _KEY | {"n": {"N": "1"}}, **more}


REQUESTS: tuple[tuple[str, bytes | Document], ...] = (
    ("GetItem", {"TableName": "records", "Key": _KEY}),
    ("GetItem", {"TableName": "records", "Key": _KEY, "ReturnConsumedCapacity": "TOTAL"}),
    ("GetItem", {"TableName": "records", "Key": _KEY, "ProjectionExpression": "n, #t.n"}),
    (
        "GetItem",
        {
            "TableName": "records",
            "Key": _KEY,
            "ProjectionExpression": "raw, #t.n, blobs",
            "ExpressionAttributeNames": {"#t": "tree"},
        },
    ),
    ("GetItem", {"TableName": "records", "Key": {"pk": {"S": "nobody"}, "sk": {"S": "x"}}}),
    ("GetItem", {"TableName": "records", "Key": {"pk": {"S": ""}, "sk": {"S": "x"}}}),
    ("GetItem", {"TableName": "records", "Key": {"pk": {"S": "acme"}}}),
    ("GetItem", {"TableName": "records", "Key": {"other": {"S": "acme"}}}),
    ("GetItem", {"TableName": "missing", "Key": _KEY}),
    ("GetItem", {"TableName": None, "Key": _KEY}),
    ("GetItem", {}),
    ("GetItem", b""),
    ("GetItem", b"{"),
    ("GetItem", b"[]"),
    ("GetItem", b"null"),
    ("GetItem", b'{"TableName": "\xff"}'),
    ("Unknown", {"TableName": "records"}),
    ("DynamoDB_20120810.", {}),
    ("DynamoDB_20120810.GetItem.GetItem", {"TableName": "records", "Key": _KEY}),
    ("DescribeTable", {"TableName": "missing"}),
    ("PutItem", put()),
    ("PutItem", put(ReturnValues="ALL_OLD")),
    ("PutItem", put(ReturnValues="ALL_NEW")),
    ("PutItem", put(ReturnConsumedCapacity="INDEXES")),
    ("PutItem", put(ReturnConsumedCapacity="SOME")),
    ("PutItem", put(ConditionExpression="attribute_not_exists(pk)")),
    (
        "PutItem",
        put(ConditionExpression="attribute_not_exists(pk)", ReturnValuesOnConditionCheckFailure="ALL_OLD"),
    ),
    ("PutItem", put(Item={"pk": {"S": "acme"}})),
    ("PutItem", put(Item={"pk": {"N": "1"}, "sk": {"S": "x"}})),
    ("PutItem", put(Item=_KEY | {"n": {"N": "x"}})),
    ("PutItem", put(Item=_KEY | {"n": {"N": "1e999"}})),
    ("PutItem", put(Item=_KEY | {"n": {"N": 1}})),
    ("PutItem", put(Item=_KEY | {"n": {"N": "1", "S": "x"}})),
    ("PutItem", put(Item=_KEY | {"n": {"X": "1"}})),
    ("PutItem", put(Item=_KEY | {"n": None})),
    ("PutItem", put(Item=_KEY | {"n": "1"})),
    ("PutItem", put(Item=_KEY | {"b": {"B": "no base64"}})),
    ("PutItem", put(Item=_KEY | {"m": {"M": {"x": None, "l": {"L": [{"S": "é"}, {"NULL": True}]}}}})),
    ("PutItem", put(Item=_KEY | {"t": {"S": "x" * 410_000}})),
    ("UpdateItem", update("SET n = n + :n, tree.n = :s", (":n", ":s"))),
    ("UpdateItem", update("SET n = n + :n", (":n",), ReturnValues="ALL_NEW")),
    ("UpdateItem", update("SET title = :s", (":s",), ReturnValues="UPDATED_OLD", ReturnConsumedCapacity="TOTAL")),
    ("UpdateItem", update("SET tree.n = :n", (":n",), ReturnValues="UPDATED_NEW")),
    ("UpdateItem", update("SET n = :n", (":n",), ReturnValues="ALL_OLD")),
    ("UpdateItem", update("SET n = :n", (":n",), ReturnValues="SOME")),
    ("UpdateItem", update("SET n = :n", (":n",), ConditionExpression="n > :n")),
    ("UpdateItem", update("SET n = :n", (":n",), ConditionExpression="n < :n")),
    (
        "UpdateItem",
        update("SET n = :n", (":n",), ConditionExpression="n < :n", ReturnValuesOnConditionCheckFailure="ALL_OLD"),
    ),
    ("UpdateItem", update("SET n = :n", (":n",), ConditionExpression="n <")),
    ("UpdateItem", update("SET n = :n", (":n",), Key={"pk": {"S": "new"}, "sk": {"S": "x"}})),
    ("UpdateItem", update("SET n = :n", (":n",), Key={"pk": {"S": "new"}})),
    ("UpdateItem", update("SET n = :n", (":n",), TableName="missing")),
    ("UpdateItem", update("SET n = :missing", (":n",))),
    ("UpdateItem", update("SET n = :n", (":n", ":s"))),
    ("UpdateItem", update("SET pk = :s", (":s",))),
    ("UpdateItem", update("SET n = :n, n = :n", (":n",))),
    ("UpdateItem", update("SET title = :s SET n = :n", (":n", ":s"))),
    ("UpdateItem", update("SET size = :n", (":n",))),
    ("UpdateItem", update("SET absent.n = :n", (":n",))),
    ("UpdateItem", update("SET", ())),
    ("UpdateItem", update("", ())),
    ("UpdateItem", {"TableName": "records", "Key": _KEY, "AttributeUpdates": {"n": {"Value": {"N": "3"}}}}),
    ("DeleteItem", {"TableName": "records", "Key": _KEY, "ReturnValues": "ALL_OLD"}),
    ("Query", {"TableName": "records", "KeyConditionExpression": "pk = :s", "ExpressionAttributeValues": _VALUES}),
    ("Scan", {"TableName": "records"}),
    ("BatchGetItem", {"RequestItems": {"records": {"Keys": [_KEY]}}}),
    ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": "records", "Key": _KEY}}]}),
    (
        "TransactWriteItems",
        {"TransactItems": [{"Update": update("SET n = :n", (":n",), ConditionExpression="n < :n")}]},
    ),
)


@pytest.mark.parametrize(("operation", "request_"), REQUESTS, ids=str)
def test_sdks_are_answered_as_through_motos_http_layers(
    sdk: Way, http_layers: Way, operation: str, request_: bytes | Document
) -> None:
    for way in (sdk, http_layers):
        way.start_over()

    answers = [way.ask(operation, request_) for way in (sdk, http_layers)]

    assert answers[0] == answers[1]
    assert sdk.item() == http_layers.item()


# Each more than once, so that what is kept of a text is asked for with other names and values.
UPDATES: tuple[tuple[str, str], ...] = tuple(
    (update, condition)
    for update in (
        "SET #a = :v",
        "SET #a = :v, n = n - :n",
        "SET #a = if_not_exists(#a, :v)",
        "SET tree.#a = :v",
        "SET tree.tree.#a = :v, n = :n",
        "SET parts[1] = :v, parts[7] = :n",
        "SET parts[2].deep[0] = :v",
        "SET parts = list_append(parts, :l)",
        "SET #a = list_append(:l, tree.tree.parts)",
        "SET #a = n + :n",
        "REMOVE #a, parts[0], parts[1]",
        "REMOVE tree.#a SET n = :n",
        "REMOVE parts[2].deep[0], tree.tree",
        "ADD #a :v, n :n",
        "ADD tree.texts :t, tree.n :n",
        "ADD tree.#a :t",
        "DELETE #a :t",
        "DELETE tree.texts :t, texts :t",
        "SET n = :n REMOVE flag ADD big :n DELETE texts :t",
    )
    for condition in (
        "",
        "#a = :v",
        "n >= :n AND (attribute_exists(tree.#a) OR NOT contains(texts, :v))",
        "attribute_not_exists(#a) OR size(#a) > :n",
        "#a IN (:v, :n) OR n BETWEEN :n AND :n",
        "begins_with(#a, :v)",
        "#missing = :v",
    )
)


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(UPDATES),
            st.sampled_from(["n", "title", "texts", "tree", "parts", "absent", "pk"]),
            st.sampled_from(sorted(_VALUES)),
            st.sampled_from(["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_updates_leave_what_they_leave_in_moto(
    sdk: Way, moto: Way, steps: list[tuple[tuple[str, str], str, str, str]]
) -> None:
    for way in (sdk, moto):
        way.start_over()

    for (expression, condition), name, value, wanted in steps:
        document = _update(expression, condition, name, value, wanted)
        answers = [way.ask("UpdateItem", document) for way in (sdk, moto)]
        assert answers[0].status == answers[1].status or answers[0].status >= 400 <= answers[1].status
        if answers[1].status < 500:
            assert json.loads(answers[0].body) == json.loads(answers[1].body)
        assert json.loads(sdk.item().body) == json.loads(moto.item().body)


def _update(expression: str, condition: str, name: str, value: str, wanted: str) -> Document:
    texts = f"{expression} {condition}".replace(",", " ").replace("(", " ").replace(")", " ").split()
    used = {":v": _VALUES[value]} | _VALUES
    values = {key: used[key] for key in used if key in texts}
    names = {"ExpressionAttributeNames": {"#a": name}} if "#a" in expression + condition else {}
    with_condition = {"ConditionExpression": condition} if condition else {}
    return {
        "TableName": "records",
        "Key": _KEY,
        "UpdateExpression": expression,
        "ReturnValues": wanted,
        **({"ExpressionAttributeValues": values} if values else {}),
        **names,
        **with_condition,
    }


def test_copied_attribute_does_not_change_with_its_source(sdk: Way) -> None:
    sdk.start_over()
    sdk.ask("UpdateItem", update("SET copied = texts, again = tree"))

    sdk.ask("UpdateItem", update("ADD texts :t SET tree.n = :s", (":t", ":s")))

    item = json.loads(sdk.item().body)["Item"]
    assert (item["copied"], item["again"]) == (_ITEM["texts"], _ITEM["tree"])
    assert (item["texts"], item["tree"]["M"]["n"]) == ({"SS": ["a", "b", "c"]}, _VALUES[":s"])


def test_text_that_looks_like_xml_is_read_as_it_was_written(sdk: Way) -> None:
    sdk.start_over()
    text = "<RequestId>mine</RequestId>"
    sdk.ask("PutItem", {"TableName": "records", "Item": _KEY | {"title": {"S": text}}})

    item = json.loads(sdk.item().body)["Item"]

    assert item["title"] == {"S": text}
