"""The provider's side: the consumers' pacts, replayed against the deployed stage and against one that breaks them."""

from functools import partial
from pathlib import Path

import pytest

from consumers.provider_states import ProviderStates, StateError
from consumers.verification import PACTS, verify
from tests.checkout import Stage
from tests.consumers.broken_stage import broken, without

pytestmark = pytest.mark.xdist_group("stage")


@pytest.mark.parametrize("pact", PACTS, ids=lambda pact: pact.stem)
def test_the_stage_keeps_every_pact(stage: Stage, pact: Path) -> None:
    assert verify(pact, stage.url, stage.key) == ()


@pytest.mark.parametrize(
    ("member", "interaction"),
    [
        ("summary", "a ticket to sum up"),
        ("score", "a question about articles"),
        ("requestId", "how far an article is that nobody filed"),
    ],
)
def test_a_member_that_a_consumer_reads_and_that_is_gone_breaks_its_pact(
    stage: Stage, member: str, interaction: str
) -> None:
    with broken(stage.url, partial(without, member)) as url:
        faults = verify(PACTS[0], url, stage.key)

    assert any(interaction in fault and member in fault for fault in faults), faults


def test_a_member_that_no_consumer_reads_may_go(stage: Stage) -> None:
    with broken(stage.url, partial(without, "usage")) as url:
        faults = verify(PACTS[0], url, stage.key)

    assert faults == ()


def test_a_state_that_nobody_can_bring_about_is_told() -> None:
    with pytest.raises(StateError, match="'a team is on holiday'"):
        ProviderStates("http://127.0.0.1:1", "").bring_about("a team is on holiday")
