"""An index that others change all the while: the caller is told to come again, by both operations that read it."""

from typing import Any

import pytest

from handlers import answer_question, search_passages
from handlers.search.index import IndexBusyError, IndexQuery
from tests.handlers.operations import call


class BusyIndex:
    def search(self, tenant: str, query: IndexQuery) -> Any:
        raise IndexBusyError


@pytest.mark.parametrize(
    ("module", "operation_id", "body"),
    [
        (search_passages, "searchPassages", {"query": "a text"}),
        (answer_question, "answerQuestion", {"question": "what?"}),
    ],
)
@pytest.mark.usefixtures("workflow")
def test_an_index_that_cannot_be_read_now_is_503_with_retry_after(
    monkeypatch: pytest.MonkeyPatch, module: Any, operation_id: str, body: Any
) -> None:
    monkeypatch.setattr(module, "passage_index", lambda _model: BusyIndex())

    refused = call(operation_id, body)

    assert (refused.status, refused.problem) == (503, "service-busy")
    assert refused.headers["Retry-After"] == "1"
