from typing import Any

import pytest

from conformance.broken import PromiseBroken
from conformance.checks.searches import cited_answer, search_result
from conformance.checks.task_results import task_result
from conformance.reading import request_examples
from tests.conformance.checks.exchanges import answer, case, changed, context, contract, example

OPERATION = next(each for each in contract().operations() if each.operation_id == "runTask")
TASKS = request_examples(contract(), OPERATION)
RESULTS = {name: example("runTask", "200", name) for name in ("classify", "rank", "summarize", "answer")}
RESULTS["embed"] = {
    "task": "embed",
    "model": "wordllama-l2-supercat-256",
    "usage": {"inputTokens": 10, "outputTokens": 0},
    "dimensions": 2,
    "embeddings": [[0.6, 0.8], [0.0, 0.0]],
}
UNANSWERED = changed(RESULTS["answer"], {"/answered": False, "/answer": None, "/citation": None})
TEXT = "One. Two. Three. Four."


def spans(*places: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"start": start, "end": end, "text": TEXT[start:end]} for start, end in places]


def summary(*places: tuple[int, int]) -> Any:
    sentences = spans(*places)
    said = " ".join(each["text"] for each in sentences)
    return changed(RESULTS["summarize"], {"/sentences": sentences, "/summary": said})


@pytest.mark.parametrize("task", RESULTS)
def test_the_contracts_own_results_pass(task: str) -> None:
    task_result(context(), answer(RESULTS[task], sent=TASKS[task], method="POST"), case("runTask"))


@pytest.mark.parametrize(
    ("sent", "result"),
    [
        (TASKS["answer"], UNANSWERED),
        (TASKS["answer"], changed(RESULTS["answer"], {"/answer": "About three weeks."})),
        ({"task": "summarize", "text": TEXT}, summary((0, 4), (5, 9), (10, 16))),
        ({"task": "summarize", "text": TEXT}, changed(summary(), {"/summary": "A model's own words."})),
        ({"task": "rank", "query": "q", "documents": ["a", "b"]}, RESULTS["rank"]),
        ({"task": "rank", "query": "q", "documents": ["a", "b"], "limit": 9}, RESULTS["rank"]),
        (b"not JSON", RESULTS["rank"]),
        (TASKS["embed"], changed(RESULTS["embed"], {"/usage/inputTokens": 0, "/embeddings/0": [0.0, 0.0]})),
    ],
)
def test_other_results_of_their_tasks_pass(sent: Any, result: Any) -> None:
    task_result(context(), answer(result, sent=sent, method="POST"), case("runTask"))


@pytest.mark.parametrize(
    ("task", "changes"),
    [
        ("embed", {"/embeddings": [[0.6, 0.8]]}),
        ("embed", {"/embeddings/0": [0.6, 0.8, 0.0]}),
        ("embed", {"/embeddings/0": [0.6, 0.7]}),
        ("embed", {"/dimensions": 3}),
        ("embed", {"/usage/inputTokens": 0}),
        ("classify", {"/label": "technical support"}),
        ("classify", {"/scores/0/label": "sports"}),
        ("classify", {"/scores": lambda scores: scores[:2]}),
        ("classify", {"/scores": lambda scores: scores[::-1]}),
        ("rank", {"/results": lambda results: results[:1]}),
        ("rank", {"/results": lambda results: results[::-1]}),
        ("rank", {"/results/0/index": 0}),
        ("rank", {"/results/0/index": 3}),
        ("rank", {"/results/1/score": 0.4666}),
        ("summarize", {"/sentences/0/start": 1}),
        ("summarize", {"/sentences/0/text": "The bridge was open."}),
        ("summarize", {"/summary": "Something else."}),
        ("summarize", {"/sentences": lambda sentences: sentences * 2}),
        ("answer", {"/answered": False}),
        ("answer", {"/answer": None}),
        ("answer", {"/citation": None}),
        ("answer", {"/citation/end": 130}),
    ],
)
def test_a_result_of_something_else_is_reported(task: str, changes: dict[str, Any]) -> None:
    response = answer(changed(RESULTS[task], changes), sent=TASKS[task], method="POST")

    with pytest.raises(PromiseBroken, match="is of the task that was sent"):
        task_result(context(), response, case("runTask"))


@pytest.mark.parametrize("result", [summary((0, 4), (5, 9), (10, 16), (17, 22)), summary((5, 9), (0, 4))])
def test_a_summary_has_three_sentences_at_most_in_the_texts_order(result: Any) -> None:
    with pytest.raises(PromiseBroken, match="SummarizeResult"):
        task_result(context(), answer(result, sent={"task": "summarize", "text": TEXT}, method="POST"), case("runTask"))


def test_a_result_of_another_task_is_reported() -> None:
    with pytest.raises(PromiseBroken, match="instead of 'embed'"):
        task_result(context(), answer(RESULTS["rank"], sent=TASKS["embed"], method="POST"), case("runTask"))


FOUND = example("searchPassages", "200")
PASSAGE = FOUND["results"][0]
LATER = changed(PASSAGE, {"/start": 35, "/end": 69})
OTHER = "0192f0c1-7d3a-7b02-8c1e-5d0a91c7e2b5"
WORSE = changed(PASSAGE, {"/score": 0.5, "/documentId": "0192f0c1-0000-7b02-8c1e-5d0a91c7e2b4"})
CITED = example("answerQuestion", "200", "answered")


def results(*passages: Any) -> Any:
    return changed(FOUND, {"/results": list(passages)})


@pytest.mark.parametrize(
    ("result", "query"),
    [
        (FOUND, {}),
        (results(), {}),
        (results(PASSAGE, LATER, changed(PASSAGE, {"/documentId": OTHER}), WORSE), {"limit": 4}),
        (FOUND, {"filter": {"documentIds": [PASSAGE["documentId"].upper(), OTHER]}}),
        (FOUND, {"filter": {"labels": ["handbook"]}}),
    ],
)
def test_passages_that_were_asked_for_pass(result: Any, query: Any) -> None:
    search_result(context(), answer(result, sent={"query": "q", **query}, method="POST"), case("searchPassages"))


@pytest.mark.parametrize(
    ("result", "query"),
    [
        (results(PASSAGE, WORSE), {"limit": 1}),
        (results(WORSE, PASSAGE), {}),
        (results(LATER, PASSAGE), {}),
        (results(changed(PASSAGE, {"/documentId": OTHER}), PASSAGE), {}),
        (results(PASSAGE, PASSAGE), {}),
        (results(changed(PASSAGE, {"/end": 33})), {}),
        (results(changed(PASSAGE, {"/end": 0, "/text": ""})), {}),
        (FOUND, {"filter": {"documentIds": [OTHER]}}),
    ],
)
def test_passages_that_were_not_are_reported(result: Any, query: Any) -> None:
    with pytest.raises(PromiseBroken, match="best first"):
        search_result(context(), answer(result, sent={"query": "q", **query}, method="POST"), case("searchPassages"))


def test_ten_passages_come_where_no_number_was_said() -> None:
    places = [changed(PASSAGE, {"/start": start, "/end": start + 34}) for start in range(0, 440, 40)]

    search_result(context(), answer(results(*places[:10]), sent={"query": "q"}, method="POST"), case("searchPassages"))
    with pytest.raises(PromiseBroken, match="11 passages, and 10"):
        search_result(context(), answer(results(*places), sent={"query": "q"}, method="POST"), case("searchPassages"))


@pytest.mark.parametrize("name", ["answered", "unanswered"])
def test_the_contracts_own_answers_pass(name: str) -> None:
    cited_answer(context(), answer(example("answerQuestion", "200", name), method="POST"), case("answerQuestion"))


@pytest.mark.parametrize(
    ("changes", "question"),
    [
        ({"/answered": False}, {}),
        ({"/answer": None}, {}),
        ({"/citations": []}, {}),
        ({"/citations/0/end": 77}, {}),
        ({}, {"filter": {"documentIds": [OTHER]}}),
    ],
)
def test_an_answer_without_its_citation_is_reported(changes: dict[str, Any], question: Any) -> None:
    response = answer(changed(CITED, changes), sent={"question": "q", **question}, method="POST")

    with pytest.raises(PromiseBroken, match="answered is cited"):
        cited_answer(context(), response, case("answerQuestion"))
