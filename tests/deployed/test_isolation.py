"""Two teams drive every operation, each with whatever ids it can get: neither ever sees a trace of the other."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract import load
from tests.checkout import ROOT
from tests.deployed.team import Team

pytestmark = pytest.mark.xdist_group("stage")

BATCH = {"tasks": [{"task": "embed", "texts": ["a"]}]}
# What the stage answers without a team, and the model server, which holds nothing of any.
OF_NOBODY = {"getHealth", "getContract", "getDocs", "readModelServer", "callModelServer", "askModelServer"}


@dataclass(frozen=True)
class Owner:
    """`secrets` are the ids and the words that are this team's alone."""

    team: Team
    document_id: str
    run_ids: tuple[str, ...]
    upload_id: str
    word: str

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.document_id, *self.run_ids, self.upload_id, self.word)


@dataclass(frozen=True)
class Ids:
    """Those that one call is given: of either team, or of nobody."""

    document_id: str
    run_id: str
    upload_id: str
    word: str


Ask = Callable[[Team, Ids], requests.Response]
ASKS: Mapping[str, Ask] = {
    "runTask": lambda team, ids: team.call("POST", "/ai-service", {"task": "embed", "texts": [ids.word]}),
    "createDocument": lambda team, ids: team.call(
        "POST", "/documents", {"source": "upload", "uploadId": ids.upload_id}, idempotency_key=ids.document_id
    ),
    "listDocuments": lambda team, ids: team.call("GET", f"/documents?label={ids.word}"),
    "getDocument": lambda team, ids: team.call("GET", f"/documents/{ids.document_id}"),
    "deleteDocument": lambda team, ids: team.call("DELETE", f"/documents/{ids.document_id}"),
    "createUpload": lambda team, ids: team.call(
        "POST", "/uploads", {"mediaType": "text/plain", "bytes": 9}, idempotency_key=ids.run_id
    ),
    "searchPassages": lambda team, ids: team.call(
        "POST", "/search", {"query": "What is the colour?", "filter": {"documentIds": [ids.document_id]}}
    ),
    "answerQuestion": lambda team, ids: team.call("POST", "/answers", {"question": "What is the colour of the flag?"}),
    "createBatch": lambda team, ids: team.call("POST", "/batches", BATCH, idempotency_key=ids.run_id),
    "listRuns": lambda team, ids: team.call("GET", "/runs?limit=100"),
    "getRun": lambda team, ids: team.call("GET", f"/runs/{ids.run_id}"),
    "cancelRun": lambda team, ids: team.call("POST", f"/runs/{ids.run_id}/cancel"),
    "getUsage": lambda team, ids: team.call("GET", "/usage"),
}
# Those that would take away what the others are asked about: tried with ids of the other team, or of nobody.
DESTRUCTIVE = {"deleteDocument", "cancelRun"}


@pytest.fixture(scope="module")
def owners(team: Team, another_team: Team) -> tuple[Owner, Owner]:
    first, second = _owner(team), _owner(another_team)
    return first, second


def _owner(team: Team) -> Owner:
    word = f"colour{uuid.uuid4().hex}"
    text = f"The colour of the flag is {word}. It was chosen by the whole village in a long and friendly assembly."
    run = team.start("/documents", {"source": "text", "text": text, "labels": [word]})
    assert team.end_of(run["runId"])["status"] == "succeeded"
    batch = team.start("/batches", BATCH)
    assert team.end_of(batch["runId"])["status"] == "succeeded"
    upload = team.call("POST", "/uploads", {"mediaType": "text/plain", "bytes": 9}).json()
    return Owner(team, run["documentId"], (run["runId"], batch["runId"]), upload["uploadId"], word)


def test_every_operation_of_the_contract_is_driven() -> None:
    operations = {operation.operation_id for operation in load(ROOT / "openapi.yaml").operations()}

    assert operations - OF_NOBODY == set(ASKS)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(calls=st.lists(st.tuples(st.sampled_from(sorted(ASKS)), st.booleans(), st.booleans()), min_size=8, max_size=20))
def test_no_operation_shows_a_trace_of_another_team(
    owners: tuple[Owner, Owner], calls: Sequence[tuple[str, bool, bool]]
) -> None:
    for operation, is_first, asks_for_other in calls:
        own, other = owners if is_first else owners[::-1]
        asked = other if asks_for_other or operation in DESTRUCTIVE else own
        ids = Ids(asked.document_id, asked.run_ids[0], asked.upload_id, asked.word)

        answer = ASKS[operation](own.team, ids)

        shown = answer.text + json.dumps(dict(answer.headers))
        assert not [secret for secret in other.secrets if secret in shown], (operation, answer.text)
        if asked is other:
            assert _anonymous(answer) == _anonymous(ASKS[operation](own.team, _of_nobody())), operation


def test_what_was_tried_on_it_left_each_team_s_own_as_it_was(owners: tuple[Owner, Owner]) -> None:
    for owner in owners:
        document = owner.team.get(f"/documents/{owner.document_id}")
        found = owner.team.search("What is the colour?", filter={"documentIds": [owner.document_id]})

        assert document["status"] == "ready"
        assert owner.word in found[0]["text"]
        assert [owner.team.get(f"/runs/{run_id}")["status"] for run_id in owner.run_ids] == ["succeeded"] * 2


def _of_nobody() -> Ids:
    made = [str(uuid.uuid4()) for _ in range(3)]
    return Ids(made[0], made[1], made[2], f"colour{uuid.uuid4().hex}")


def _anonymous(answer: requests.Response) -> tuple[int, Any]:
    """What an answer says apart from whom it is about: another team's thing and nobody's are told apart by nothing."""
    document: Any = answer.json() if answer.content else None
    if answer.status_code >= 400:
        document.pop("requestId")
        return answer.status_code, document
    return answer.status_code, sorted(document) if isinstance(document, dict) else document
