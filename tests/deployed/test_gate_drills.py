"""What keeps the authorizer from judging, and what keeps a purge from ending: the first lets nobody in, the second is
kept until it is redriven.
"""

from collections.abc import Iterator

import pytest

from tests.deployed.drill import PREFIX, Drill, wait_for
from tests.deployed.faults import Spoil, cut, refused

pytestmark = pytest.mark.xdist_group("failures")

JWKS = "/.well-known/jwks.json"
PURGE = f"{PREFIX}purge"
WAITING = "ApproximateNumberOfMessages"
TEXT = {"source": "text", "text": "Parcels arrive at nine. The porter signs for them in the hall."}


@pytest.fixture
def authorizer_anew(drill: Drill) -> Iterator[None]:
    """One that has no keys yet, and afterwards one that has not failed to fetch them."""
    drill.begin_anew("authorize")
    yield
    drill.begin_anew("authorize")


@pytest.mark.parametrize(
    ("spoil", "about"),
    [(cut, JWKS), (refused(503, "SlowDown"), JWKS), (refused(400, "AccessDeniedException"), "client#")],
    ids=["keys cut", "keys refused", "clients refused"],
)
@pytest.mark.usefixtures("authorizer_anew")
def test_an_authorizer_that_cannot_judge_lets_nobody_in_and_refuses_nobody(
    drill: Drill, spoil: Spoil, about: str
) -> None:
    with drill.services.with_fault(spoil, function="authorize" if about != JWKS else "", about=(about,)) as fault:
        answer = drill.team.call("GET", "/documents")
    drill.begin_anew("authorize")
    after = drill.team.call("GET", "/documents")

    assert fault.met > 0
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:ai-facade:problem:internal-error"
    assert after.status_code == 200, after.text


@pytest.fixture
def impatient_queue(drill: Drill) -> Iterator[str]:
    """Its messages come again after a second; SQS's own figure is minutes. The address of the dead-letter queue."""
    sqs = drill.stage.aws("sqs")
    url = sqs.get_queue_url(QueueName=PURGE)["QueueUrl"]
    before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    yield sqs.get_queue_url(QueueName=f"{PURGE}-dead-letters")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes=before)


def test_a_purge_that_fails_for_good_is_kept_and_done_when_it_is_redriven(drill: Drill, impatient_queue: str) -> None:
    run = drill.team.start("/documents", TEXT)
    assert drill.team.end_of(run["runId"])["status"] == "succeeded"
    sqs = drill.stage.aws("sqs")

    def dead() -> int:
        told = sqs.get_queue_attributes(QueueUrl=impatient_queue, AttributeNames=[WAITING])["Attributes"]
        return int(told[WAITING])

    with drill.services.with_fault(refused(403, "AccessDenied"), function="purge_index", service="s3") as fault:
        deleted = drill.team.call("DELETE", f"/documents/{run['documentId']}")
        wait_for(lambda: dead() == 1)
    left = drill.left_of(run)
    redriven = drill.stage.checkout.make("redrive", "QUEUE=purge")

    assert deleted.status_code == 204
    assert fault.met >= 5
    assert left
    assert redriven.returncode == 0, redriven.stderr
    assert "purge: 1 moved back to their queue." in redriven.stdout
    wait_for(lambda: not drill.left_of(run))
    assert dead() == 0
