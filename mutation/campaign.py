"""Many trials, some at once: who survives the short run gets the default one."""

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from botocore.exceptions import BotoCoreError, ClientError

from commands.aws_clients import said_by_aws
from commands.error import CommandError
from mutation.candidates import Candidate, Tokens
from mutation.results import Result
from mutation.trial import Profile, Trial, try_suite
from mutation.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Campaign:
    """`teams` gives each trial its own, as fresh_teams does. `document` is the file of the contract that every trial is
    held against. `explained` tells whom no client could notice: they get the first profile alone.
    """

    teams: Callable[[], AbstractContextManager[Tokens]]
    document: Path
    folder: Path
    profiles: tuple[Profile, ...]
    jobs: int
    explained: Callable[[str], str]
    suite: Callable[[Trial, Profile], Verdict] = try_suite

    def results(self, candidates: Sequence[Candidate]) -> Generator[Result, None, None]:
        """As they come. Whoever stops asking waits for those trials that have begun, and no others begin."""
        stopped = threading.Event()
        with ThreadPoolExecutor(self.jobs) as pool:
            begun = [pool.submit(self._unless, stopped, candidate) for candidate in candidates]
            try:
                for future in as_completed(begun):
                    if (result := future.result()) is not None:
                        yield result
            finally:
                stopped.set()

    def _unless(self, stopped: threading.Event, candidate: Candidate) -> Result | None:
        return None if stopped.is_set() else self.result(candidate)

    def result(self, candidate: Candidate) -> Result:
        began = monotonic()
        for profile in self._profiles(candidate.id):
            verdict = self._verdict(candidate, profile)
            if verdict.outcome not in {Outcome.SURVIVED, Outcome.NEVER_MET}:
                break
        return Result(
            id=candidate.id,
            kind=candidate.kind,
            operation=candidate.operation,
            said=candidate.said,
            profile=profile.name,
            wall=round(monotonic() - began, 1),
            verdict=verdict,
        )

    def has_decided(self, result: Result) -> bool:
        """Whether an earlier campaign's result stands: not one of no end, nor a survivor's that is due a longer run."""
        if result.verdict.outcome is Outcome.ERROR:
            return False
        return result.killed or result.profile not in {each.name for each in self._profiles(result.id)[:-1]}

    def _profiles(self, candidate: str) -> tuple[Profile, ...]:
        return self.profiles[:1] if self.explained(candidate) else self.profiles

    def _verdict(self, candidate: Candidate, profile: Profile) -> Verdict:
        folder = self.folder / f"{candidate.id.replace('/', '_')}-{profile.name}"
        try:
            with self.teams() as tokens, candidate.serve(tokens) as served:
                verdict = self.suite(Trial(served.url, self.document, tokens, folder), profile)
                if verdict.outcome is Outcome.SURVIVED and not served.met():
                    return replace(verdict, outcome=Outcome.NEVER_MET)
                return verdict
        except (BotoCoreError, ClientError) as error:
            return Verdict(Outcome.ERROR, said=said_by_aws(error))
        except (CommandError, OSError) as error:
            return Verdict(Outcome.ERROR, said=str(error))
