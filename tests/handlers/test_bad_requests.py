"""Requests that break the contract: each gets its documented status and a problem that helps to mend it."""

import json
import time
from typing import Any

import pytest

from tests.handlers.calls import JSON_TYPE, post, problem

EMBED = json.dumps({"task": "embed", "texts": ["a"]})


def embed_with(part: str) -> str:
    return f'{{"task": "embed", "texts": ["a"], {part}}}'


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "  \n",
        "{",
        "{]",
        "'task'",
        "\ufeff{}",
        EMBED + "x",
        embed_with('"x": NaN'),
        embed_with('"x": -Infinity'),
        embed_with('"x": 1e999'),
        embed_with('"x": ' + "9" * 5000),
        embed_with('"task": "embed"'),
        embed_with('"\\ud800": 1'),
        '{"task": "embed", "texts": ["\\udc00"]}',
        '{"task": "embed", "texts": ["\ud800"]}',
        "[" * 100_000,
        "[" * 100 + "]" * 100,
        '{"a":' * 400 + "1" + "}" * 400,
        b"\xff\xfe",
        '{"task": "embed", "texts": ["a"]}'.encode("utf-16"),
        "\0",
    ],
    ids=lambda body: repr(body)[:40],
)
def test_a_body_that_is_not_json_is_400(body: str | bytes | None) -> None:
    refused = problem(post(body))

    assert (refused["status"], refused["type"]) == (400, "urn:ai-facade:problem:invalid-request")
    assert len(refused["detail"]) < 120


def test_base64_that_is_none_is_400() -> None:
    assert problem(post("%%%", isBase64Encoded=True))["status"] == 400


def test_a_syntax_error_is_told_with_its_place() -> None:
    assert problem(post('{"task":\n  embed}'))["detail"] == "The body is not JSON: see line 2, column 3."


@pytest.mark.parametrize(
    ("document", "pointer", "detail"),
    [
        ([], "", 'the value is not of type "object"'),
        (None, "", 'the value is not of type "object"'),
        ({}, "", '"task" is a required property'),
        ({"task": "sing"}, "/task", 'the value is not one of "embed", "classify", "rank", "summarize", "answer"'),
        ({"task": ["embed"]}, "/task", 'the value is not one of "embed", "classify", "rank", "summarize", "answer"'),
        ({"task": "embed"}, "", '"texts" is a required property'),
        ({"task": "embed", "texts": "a"}, "/texts", 'the value is not of type "array"'),
        ({"task": "embed", "texts": []}, "/texts", "the value has less than 1 item"),
        ({"task": "embed", "texts": ["a", ""]}, "/texts/1", "the value is shorter than 1 character"),
        ({"task": "embed", "texts": ["a", 1]}, "/texts/1", 'the value is not of type "string"'),
        ({"task": "embed", "texts": ["a"] * 129}, "/texts", "the value has more than 128 items"),
        ({"task": "embed", "texts": ["a" * 8193]}, "/texts/0", "the value is longer than 8192 characters"),
        ({"task": "classify", "text": "a", "labels": ["spam"]}, "/labels", "the value has less than 2 items"),
        ({"task": "classify", "text": "a", "labels": ["b", "b"]}, "/labels", "the value has non-unique elements"),
        (
            {"task": "rank", "query": "a", "documents": ["b"], "limit": 0},
            "/limit",
            "the value is less than the minimum of 1",
        ),
        (
            {"task": "rank", "query": "a", "documents": ["b"], "limit": 1.5},
            "/limit",
            'the value is not of type "integer"',
        ),
        (
            {"task": "rank", "query": "a", "documents": ["b"], "limit": True},
            "/limit",
            'the value is not of type "integer"',
        ),
        (
            {"task": "rank", "query": "a", "documents": ["b"], "limit": None},
            "/limit",
            'the value is not of type "integer"',
        ),
        (
            {"task": "rank", "query": "a", "documents": ["b"], "limit": 10**4000},
            "/limit",
            "the value is greater than the maximum of 100",
        ),
        ({"task": "summarize", "text": "a" * 100_001}, "/text", "the value is longer than 100000 characters"),
        ({"task": "answer", "question": "", "context": "a"}, "/question", "the value is shorter than 1 character"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_a_broken_rule_is_told_with_its_pointer(document: Any, pointer: str, detail: str) -> None:
    refused = problem(post(json.dumps(document)))

    assert refused["status"] == 400
    assert refused["errors"] == [{"pointer": pointer, "detail": detail}]


def test_a_pointer_is_escaped() -> None:
    refused = problem(post(json.dumps({"task": "embed", "texts": ["a"], "a/b~c": 1})))

    assert refused["errors"] == [
        {"pointer": "", "detail": "Additional properties are not allowed ('a/b~c' was unexpected)"}
    ]


def test_errors_are_bounded_in_number_and_length() -> None:
    many = problem(post(json.dumps({"task": "embed", "texts": [1] * 100})))
    long = problem(post(json.dumps({"task": "embed", "texts": ["a"], "x" * 100_000: 1})))

    assert len(many["errors"]) == 20
    assert len(long["errors"][0]["detail"]) == 200


@pytest.mark.parametrize("values", ["1," * 500_000 + "1", '"a",' * 250_000 + '"a"'], ids=["numbers", "texts"])
def test_a_body_of_a_great_many_values_is_400_at_once(values: str) -> None:
    started = time.process_time()

    refused = problem(post(f'{{"task": "embed", "texts": [{values}]}}'))

    assert refused["detail"] == "The body holds more than 5000 values."
    assert time.process_time() - started < 1.0


def test_a_problem_does_not_repeat_what_the_client_sent() -> None:
    assert "s3cret" not in post(json.dumps({"task": "embed", "texts": {"s3cret": "s3cret"}}))["body"]


def test_limits_count_code_points() -> None:
    at_the_limit = {"task": "embed", "texts": ["😀" * 8192]}

    assert post(json.dumps(at_the_limit, ensure_ascii=False))["statusCode"] == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "application/problem+json",
        "application/json; charset=utf-16",
        'application/json; charset="latin-1"',
        "multipart/form-data; boundary=x",
        "nonsense",
        "application/json, text/plain",
    ],
)
def test_another_content_type_is_415(content_type: str) -> None:
    refused = problem(post(EMBED, {"content-TYPE": content_type}))

    assert (refused["status"], refused["type"]) == (415, "urn:ai-facade:problem:unsupported-media-type")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": ""},
        {"content-type": "application/json"},
        {"CONTENT-TYPE": "Application/JSON; Charset=UTF-8"},
        {"Content-Type": 'application/json ; charset="utf-8"; profile=x'},
    ],
)
def test_json_in_utf_8_is_read_whatever_the_spelling(headers: dict[str, str]) -> None:
    assert post(EMBED, headers)["statusCode"] == 200


def test_a_body_in_base64_is_read() -> None:
    assert post(EMBED.encode())["statusCode"] == 200


def test_nul_characters_are_text() -> None:
    assert post(json.dumps({"task": "embed", "texts": ["a\0b", "\0"]}))["statusCode"] == 200


def test_a_body_above_one_mebibyte_is_413_and_says_so_in_numbers() -> None:
    just_right = EMBED.ljust(1 << 20)

    refused = problem(post(just_right + " "))

    assert post(just_right)["statusCode"] == 200
    assert refused["type"] == "urn:ai-facade:problem:content-too-large"
    assert refused["detail"] == "The body has 1048577 bytes; this operation reads at most 1048576."


def test_the_limit_is_on_bytes_and_not_on_characters() -> None:
    assert post(json.dumps("é" * 600_000, ensure_ascii=False), JSON_TYPE)["statusCode"] == 413
