"""Whatever is tried: mutants of the proxy and of the deployed thing, behind one face, and no mutant at all."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from contract import Document
from mutation.catalogue import mutants
from mutation.deployed import DeployedMutant
from mutation.deployed_catalogue import deployed_mutants
from mutation.deployed_clone import Original, deploying
from mutation.mutant import Mutant
from mutation.proxy import serving

Tokens = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Served:
    """`met` tells, after the run, whether the mutant has changed anything; of a deployed one nobody can say."""

    url: str
    met: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    id: str
    kind: str
    operation: str
    said: str
    serve: Callable[[Tokens], AbstractContextManager[Served]] = field(repr=False)


def candidates(served: Document, original: Original) -> tuple[Candidate, ...]:
    """`served` is the document that clients read."""
    deployed = deployed_mutants(original.deployment, original.values, authorizer_cache=original.caches_authorizer)
    return (
        *(_proxied(each, original.url) for each in mutants(served)),
        *(_deployed(each, original) for each in deployed),
    )


def controls(original: Original) -> tuple[Candidate, ...]:
    """The stage with no fault, served in both ways."""
    said = "Nothing is wrong."
    return (
        Candidate("control.proxy", "control", "", said, lambda tokens: _proxy(None, original.url, tokens)),
        Candidate("control.deployed", "control", "", said, lambda _: _clone(original, None)),
    )


def _proxied(mutant: Mutant, url: str) -> Candidate:
    return Candidate(mutant.id, mutant.kind, mutant.operation, mutant.said, lambda tokens: _proxy(mutant, url, tokens))


def _deployed(mutant: DeployedMutant, original: Original) -> Candidate:
    return Candidate(mutant.id, mutant.kind, mutant.operation, mutant.said, lambda _: _clone(original, mutant))


@contextmanager
def _proxy(mutant: Mutant | None, url: str, tokens: Tokens) -> Iterator[Served]:
    with serving(mutant, url, tokens) as proxy:
        yield Served(proxy.url, lambda: mutant is None or proxy.changed > 0)


@contextmanager
def _clone(original: Original, mutant: DeployedMutant | None) -> Iterator[Served]:
    with deploying(mutant.deployment if mutant else original.deployment, original) as url:
        yield Served(url, lambda: True)
