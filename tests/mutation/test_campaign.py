import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from commands.error import CommandError
from mutation.campaign import Campaign
from mutation.candidates import Candidate, Served
from mutation.results import Result
from mutation.trial import DEFAULT, SHORT, Profile, Trial
from mutation.verdict import Outcome, Verdict

LIMIT_SECONDS = 20
Said = Verdict | Exception


@dataclass
class Suite:
    """`says` what became of a mutant in a profile; it survives all others."""

    says: Mapping[tuple[str, str], Said] = field(default_factory=dict)
    trials: list[tuple[str, str]] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def __call__(self, trial: Trial, profile: Profile) -> Verdict:
        self.trials.append((trial.url, profile.name))
        self.folders.append(trial.folder)
        said = self.says.get((trial.url, profile.name), Verdict(Outcome.SURVIVED))
        if isinstance(said, Exception):
            raise said
        return said


@dataclass
class Teams:
    """How many sets of teams were made, and how many there are."""

    made: int = 0
    left: int = 0

    @contextmanager
    def __call__(self) -> Iterator[Mapping[str, str]]:
        self.made += 1
        self.left += 1
        try:
            yield {"API_KEY": f"token-{self.made}"}
        finally:
            self.left -= 1


def candidate(id_: str, *, met: bool = True) -> Candidate:
    """Served at a URL that is its id."""

    @contextmanager
    def serve(tokens: Mapping[str, str]) -> Iterator[Served]:
        assert tokens["API_KEY"].startswith("token-")
        yield Served(id_, lambda: met)

    return Candidate(id_, "null", "getX", f"{id_} is wrong.", serve)


def campaign(
    suite: Callable[[Trial, Profile], Verdict],
    *,
    teams: Teams | None = None,
    profiles: tuple[Profile, ...] = (SHORT, DEFAULT),
    jobs: int = 1,
    explained: Sequence[str] = (),
) -> Campaign:
    return Campaign(
        teams=teams or Teams(),
        document=Path("openapi.json"),
        folder=Path("trials"),
        profiles=profiles,
        jobs=jobs,
        explained=lambda id_: "Nobody sees it." if id_ in explained else "",
        suite=suite,
    )


def test_who_survives_the_short_run_gets_the_default_one() -> None:
    suite = Suite({("a", "default"): Verdict(Outcome.KILLED, "check")})

    result = campaign(suite).result(candidate("a"))

    assert suite.trials == [("a", "short"), ("a", "default")]
    assert (result.profile, result.verdict.outcome) == ("default", Outcome.KILLED)


def test_who_is_killed_gets_no_other_run() -> None:
    suite = Suite({("a", "short"): Verdict(Outcome.KILLED, "check")})

    result = campaign(suite).result(candidate("a"))

    assert suite.trials == [("a", "short")]
    assert (result.profile, result.killed) == ("short", True)


def test_an_error_is_not_tried_again() -> None:
    suite = Suite({("a", "short"): Verdict(Outcome.ERROR, said="It broke.")})

    campaign(suite).result(candidate("a"))

    assert suite.trials == [("a", "short")]


def test_who_is_explained_gets_the_short_run_alone() -> None:
    suite = Suite()

    result = campaign(suite, explained=["a"]).result(candidate("a"))

    assert suite.trials == [("a", "short")]
    assert result.verdict.outcome is Outcome.SURVIVED


def test_with_short_runs_alone_nobody_gets_another() -> None:
    suite = Suite()

    campaign(suite, profiles=(SHORT,)).result(candidate("a"))

    assert suite.trials == [("a", "short")]


@pytest.mark.parametrize(
    ("outcome", "profile", "stands"),
    [
        (Outcome.KILLED, SHORT, True),
        (Outcome.SURVIVED, DEFAULT, True),
        (Outcome.SURVIVED, SHORT, False),
        (Outcome.ERROR, DEFAULT, False),
    ],
)
def test_a_campaign_goes_on_where_longer_runs_are_due(outcome: Outcome, profile: Profile, stands: bool) -> None:
    result = Result("a", "null", "getX", "a is wrong.", profile.name, 1.0, Verdict(outcome))

    assert campaign(Suite()).has_decided(result) == stands
    assert campaign(Suite(), profiles=(SHORT,)).has_decided(result) == (outcome is not Outcome.ERROR)


def test_a_mutant_that_changed_nothing_was_never_met_and_is_looked_for_longer() -> None:
    suite = Suite()

    result = campaign(suite).result(candidate("a", met=False))

    assert result.verdict.outcome is Outcome.NEVER_MET
    assert suite.trials == [("a", "short"), ("a", "default")]


def test_who_is_killed_was_met() -> None:
    suite = Suite({("a", "short"): Verdict(Outcome.KILLED, "check")})

    assert campaign(suite).result(candidate("a", met=False)).killed


def test_each_trial_has_its_own_teams_and_folder() -> None:
    suite, teams = Suite(), Teams()

    list(campaign(suite, teams=teams).results([candidate("paths./x/{y}"), candidate("b")]))

    assert (teams.made, teams.left) == (4, 0)
    assert len({*suite.folders}) == 4
    assert {each.parent for each in suite.folders} == {Path("trials")}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CommandError("No token."), "No token."),
        (OSError("No port."), "No port."),
        (ClientError({"Error": {"Code": "LimitExceeded", "Message": "Too many."}}, "CreateRestApi"), "Too many."),
    ],
)
def test_a_trial_that_cannot_be_made_is_an_error_and_ends_no_campaign(error: Exception, said: str) -> None:
    teams = Teams()
    begun = campaign(Suite({("a", "short"): error}), teams=teams)

    results = {each.id: each for each in begun.results([candidate("a"), candidate("b")])}

    assert results["a"].verdict.outcome is Outcome.ERROR
    assert said in results["a"].verdict.said
    assert results["b"].verdict.outcome is Outcome.SURVIVED
    assert teams.left == 0


def test_no_more_trials_go_on_at_once_than_jobs() -> None:
    """All jobs meet at the barrier; of more there would be a count above it."""
    jobs, most, now, lock = 3, 0, 0, threading.Lock()
    together = threading.Barrier(jobs)

    def suite(_: Trial, __: Profile) -> Verdict:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        together.wait(LIMIT_SECONDS)
        with lock:
            now -= 1
        return Verdict(Outcome.KILLED)

    results = list(campaign(suite, jobs=jobs).results([candidate(f"{number}") for number in range(12)]))

    assert len(results) == 12
    assert most == jobs


def test_a_campaign_that_is_given_up_does_not_go_on_to_its_end() -> None:
    begun, given_up = Suite(), threading.Event()

    def suite(trial: Trial, profile: Profile) -> Verdict:
        if trial.url != "0":
            assert given_up.wait(LIMIT_SECONDS)
        return begun(trial, profile)

    ids = [f"{number}" for number in range(2000)]
    with closing(campaign(suite, profiles=(SHORT,)).results([candidate(each) for each in ids])) as results:
        first = next(results)
        given_up.set()

    assert first.id == "0"
    assert len(begun.trials) < len(ids)
