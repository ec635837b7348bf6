"""Whatever is sent, the answer is one that the contract documents."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.gateway.responses import ProxyResponse
from tests.handlers.calls import assert_keeps_contract, post, problem

TEXT = st.text(max_size=60)
TASKS = st.sampled_from(["embed", "classify", "rank", "summarize", "answer", "other", None])
NAMES = ("texts", "text", "labels", "query", "documents", "limit", "sentences", "question", "context")
VALUES = st.one_of(TEXT, st.lists(TEXT, max_size=4), st.integers(), st.floats(), st.none(), st.booleans())
DOCUMENTS = st.fixed_dictionaries({"task": TASKS}, optional=dict.fromkeys(NAMES, VALUES))
VALID = st.one_of(
    st.fixed_dictionaries({"task": st.just("embed"), "texts": st.lists(st.text(min_size=1), min_size=1, max_size=5)}),
    st.fixed_dictionaries(
        {
            "task": st.just("classify"),
            "text": st.text(min_size=1),
            "labels": st.lists(st.text(min_size=1, max_size=256), min_size=2, max_size=5, unique=True),
        }
    ),
    st.fixed_dictionaries(
        {
            "task": st.just("rank"),
            "query": st.text(min_size=1),
            "documents": st.lists(st.text(min_size=1), min_size=1, max_size=5),
        },
        optional={"limit": st.integers(1, 100)},
    ),
    st.fixed_dictionaries(
        {"task": st.just("summarize"), "text": st.text(min_size=1)}, optional={"sentences": st.integers(1, 20)}
    ),
    st.fixed_dictionaries({"task": st.just("answer"), "question": st.text(min_size=1), "context": st.text(min_size=1)}),
)
CLIENT_ERRORS = {400, 413, 415}

# The first example waits for the model to load.
any_example = settings(deadline=None)


def assert_result_or_client_error(response: ProxyResponse) -> None:
    if response["statusCode"] == 200:
        assert_keeps_contract(response)
    else:
        assert problem(response)["status"] in CLIENT_ERRORS


@any_example
@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    assert_result_or_client_error(post(body))


@any_example
@given(
    st.text(max_size=300),
    st.dictionaries(st.sampled_from(["Content-Type", "content-type", "X-A"]), st.text(max_size=60)),
)
def test_any_text_under_any_content_type(body: str, headers: dict[str, str]) -> None:
    assert_result_or_client_error(post(body, headers))


@any_example
@given(DOCUMENTS)
def test_any_document(document: dict[str, Any]) -> None:
    assert_result_or_client_error(post(json.dumps(document)))


@any_example
@given(VALID)
def test_whatever_the_contract_accepts_has_a_result(document: dict[str, Any]) -> None:
    response = post(json.dumps(document))

    assert response["statusCode"] == 200, response["body"]
    assert_keeps_contract(response)


@any_example
@given(st.recursive(st.none() | st.integers() | TEXT, lambda part: st.lists(part) | st.dictionaries(TEXT, part)))
def test_any_json(document: Any) -> None:
    assert_result_or_client_error(post(json.dumps(document)))


@pytest.mark.parametrize("task", ["summarize", "answer"])
@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "a. " * 33_333,
        "word " * 20_000,
        "." * 100_000,
        "\0" * 100_000,
        " ".join(format(number, "x") for number in range(20_000)),
        "".join(chr(0x4E00 + number % 20_000) for number in range(100_000)),
    ],
    ids=["no stop", "one-letter sentences", "words", "stops", "nul", "a large vocabulary", "ideographs"],
)
def test_hostile_texts_of_the_longest_length_are_answered_in_time(task: str, text: str) -> None:
    others = {"question": "how long " * 227} if task == "answer" else {"sentences": 20}
    part = "context" if task == "answer" else "text"
    started = time.process_time()

    response = post(json.dumps({"task": task, part: text, **others}, ensure_ascii=False))

    assert response["statusCode"] == 200
    assert time.process_time() - started < 3.0  # CPU of all threads; about 0.5 s of a clock on an idle core
