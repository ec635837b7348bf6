"""Documents from POST to search, answers and deletion, on the resources that `make up` deployed."""

import base64
from typing import Any

import pytest
import requests

from tests.checkout import ROOT
from tests.deployed.team import LIMIT_SECONDS, Team

pytestmark = pytest.mark.xdist_group("stage")

PARKING = (
    "Visitors park in the north garage. The garage closes at nine in the evening. "
    "A car left there over night is towed at the owner's expense."
)
LEAVE = "Everybody has thirty days of leave a year. Ask your manager for them in the holiday calendar."
NO_SUCH_ID = "0192f0c1-7d3a-7b02-8c1e-5d0a91c7e2b4"


def test_a_document_is_taken_in_found_asked_and_deleted_for_good(team: Team) -> None:
    parking = team.take_in(PARKING, title="Parking rules", labels=["deployed-life"])
    leave = team.take_in(LEAVE, title="Leave", labels=["deployed-life"])
    both = {"filter": {"documentIds": [parking, leave]}}

    document = team.get(f"/documents/{parking}")
    text = requests.get(document["text"]["url"], timeout=LIMIT_SECONDS).content.decode()
    found = team.search("Where can guests leave their car?", **both)
    answer = team.call("POST", "/answers", {"question": "When does the garage close?", **both}).json()
    deleted = team.call("DELETE", f"/documents/{parking}")
    left = team.search("Where can guests leave their car?", **both)
    gone = team.call("GET", f"/documents/{parking}")

    assert document["status"] == "ready"
    assert (document["title"], document["language"], document["characters"]) == ("Parking rules", "en", len(PARKING))
    assert text == PARKING
    assert found[0]["documentId"] == parking
    assert found[0]["text"] == PARKING[found[0]["start"] : found[0]["end"]]
    assert answer["answered"], answer
    assert "nine" in answer["answer"]
    assert all(cited["text"] == PARKING[cited["start"] : cited["end"]] for cited in answer["citations"])
    assert deleted.status_code == 204
    assert {hit["documentId"] for hit in left} == {leave}
    assert gone.status_code == 404


def test_a_question_that_no_document_answers_is_left_unanswered(team: Team) -> None:
    document = team.take_in(LEAVE)

    asked = {"question": "Which river crosses the capital of France?", "filter": {"documentIds": [document]}}
    answer = team.call("POST", "/answers", asked).json()

    assert (answer["answered"], answer["answer"], answer["citations"]) == (False, None, [])


def test_a_large_document_is_uploaded_and_taken_in(team: Team) -> None:
    content = (ROOT / "examples" / "constitution.md").read_bytes()
    upload = team.call("POST", "/uploads", {"mediaType": "text/markdown", "bytes": len(content)}).json()

    sent = requests.request(
        upload["method"], upload["url"], data=content, headers=upload["headers"], timeout=LIMIT_SECONDS
    )
    run = team.start("/documents", {"source": "upload", "uploadId": upload["uploadId"], "title": "Constitution"})
    ended = team.end_of(run["runId"])
    # In the text's own words: how much a word says depends on whatever other documents the team has by now.
    found = team.search("to declare War, grant Letters of Marque", filter={"documentIds": [run["documentId"]]}, limit=3)

    assert sent.ok, sent.text
    assert ended["status"] == "succeeded", ended
    assert ended["progress"]["done"] == ended["progress"]["total"] == ended["output"]["passages"] > 10
    assert any("declare War" in hit["text"] for hit in found), found


def test_an_upload_that_is_asked_for_twice_is_one_upload_with_two_addresses(team: Team) -> None:
    order = {"mediaType": "text/plain", "bytes": len(PARKING)}

    first, again = (team.call("POST", "/uploads", order, Idempotency_Key="deployed-upload").json() for _ in range(2))
    sent = requests.put(again["url"], data=PARKING, headers=again["headers"], timeout=LIMIT_SECONDS)
    run = team.start("/documents", {"source": "upload", "uploadId": first["uploadId"]})

    assert first["uploadId"] == again["uploadId"]
    assert sent.ok, sent.text
    assert team.end_of(run["runId"])["status"] == "succeeded"


def test_an_upload_that_never_came_is_refused(team: Team) -> None:
    upload = team.call("POST", "/uploads", {"mediaType": "text/plain", "bytes": 100}).json()

    refused = team.call("POST", "/documents", {"source": "upload", "uploadId": upload["uploadId"]})

    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:ai-facade:problem:upload-missing"


def test_a_document_that_the_model_cannot_read_fails_with_the_reason(team: Team) -> None:
    french = "Le conseil municipal a adopté hier soir le nouveau plan de circulation du centre de la ville. " * 5

    run = team.start("/documents", {"source": "text", "text": french})
    ended = team.end_of(run["runId"])
    document = team.get(f"/documents/{run['documentId']}")

    assert ended["status"] == document["status"] == "failed"
    assert ended["problem"]["type"] == "urn:ai-facade:problem:unsupported-language"
    assert "fr" in ended["problem"]["detail"]
    assert document["problem"] == ended["problem"]


def test_a_document_that_is_none_fails_with_the_reason(team: Team) -> None:
    not_a_pdf = base64.b64encode(b"%PDF-1.7 and nothing more").decode()

    run = team.start("/documents", {"source": "base64", "mediaType": "application/pdf", "base64": not_a_pdf})
    ended = team.end_of(run["runId"])

    assert ended["status"] == "failed"
    assert ended["problem"]["detail"]


def test_another_team_sees_nothing_of_a_document(team: Team, another_team: Team) -> None:
    document = team.take_in(PARKING)
    run = team.get(f"/documents/{document}")["runId"]

    foreign = {
        path: another_team.call(method, path).status_code
        for method, path in (
            ("GET", f"/documents/{document}"),
            ("GET", f"/runs/{run}"),
            ("POST", f"/runs/{run}/cancel"),
            ("DELETE", f"/documents/{document}"),
        )
    }
    unknown = another_team.call("GET", f"/documents/{NO_SUCH_ID}").json()
    hidden = another_team.call("GET", f"/documents/{document}").json()
    found = another_team.search("Where can guests leave their car?", filter={"documentIds": [document]})

    assert set(foreign.values()) == {404}
    assert without_ids(hidden, document) == without_ids(unknown, NO_SUCH_ID)
    assert found == []
    assert all(item["documentId"] != document for item in another_team.get("/documents")["items"])
    assert team.get(f"/documents/{document}")["status"] == "ready"


def test_the_same_key_twice_takes_a_document_in_once(team: Team) -> None:
    order = {"source": "text", "text": PARKING}

    runs = team.at_once(4, lambda _: team.call("POST", "/documents", order, Idempotency_Key="deployed-twins"))
    again = team.call("POST", "/documents", order, Idempotency_Key="deployed-twins")
    other = team.call("POST", "/documents", {**order, "text": LEAVE}, Idempotency_Key="deployed-twins")

    assert {answer.status_code for answer in runs} <= {202, 409}
    assert {answer.json()["runId"] for answer in runs if answer.status_code == 202} == {again.json()["runId"]}
    assert other.status_code == 422


def without_ids(problem: dict[str, Any], asked_for: str) -> dict[str, str]:
    kept = ("type", "title", "status", "detail")
    return {name: str(problem[name]).replace(asked_for, "…") for name in kept}
