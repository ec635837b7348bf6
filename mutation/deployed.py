"""What a trial deploys for itself: an API beside the stage's own, with one thing wrong. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract import Document, Operation
from contract.shape import INTEGRATION

Json = Mapping[str, Any]
Key = str | int


@dataclass(frozen=True, slots=True)
class Throttle:
    """Requests a second, and how many at once."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Deployment:
    """`contract` is the authored one and `body` what API Gateway imports of it, with the ARNs of the stage's functions.

    `plans` are the usage plans that have the stage; `permitted` the functions that API Gateway may call; `environments`
    what each function is told. All three are by the ids that the contract has for functions. `packaged`: the contract
    inside of a function's package, where it is not the one that was deployed.
    """

    contract: Document = field(repr=False)
    body: Json = field(repr=False)
    variables: Mapping[str, str]
    throttle: Throttle
    plans: tuple[str, ...]
    permitted: frozenset[str]
    environments: Mapping[str, Mapping[str, str]] = field(repr=False)
    packaged: Mapping[str, Document] = field(default_factory=dict, repr=False)

    def body_of(self, operation: Operation) -> Json:
        method: Json = self.body["paths"][operation.path][operation.method]
        return method

    def integration(self, operation: Operation) -> Json:
        return self.body_of(operation).get(INTEGRATION, {})  # type: ignore[no-any-return] # the body is plain JSON


@dataclass(frozen=True, slots=True)
class DeployedMutant:
    """As a Mutant is described; what is wrong is in the deployment. `operation` is "" where it is about all of them."""

    id: str
    kind: str
    operation: str
    said: str
    deployment: Deployment = field(repr=False)


def put(node: Any, keys: Sequence[Key], value: Any) -> Any:
    """The same tree with another value at a place; what is on the way is made where it is missing."""
    if not keys:
        return value
    first, *rest = keys
    if isinstance(node, list):
        return [put(each, rest, value) if index == first else each for index, each in enumerate(node)]
    return {**node, first: put(node.get(first, {}), rest, value)}


def without(node: Any, keys: Sequence[Key]) -> Any:
    """The same tree without what is at a place; raises KeyError or IndexError where nothing is."""
    first, *rest = keys
    if rest:
        return put(node, [first], without(node[first], rest))
    if isinstance(node, list):
        return [each for index, each in enumerate(node) if index != first]
    node[first]  # an absent one is the caller's mistake
    return {key: value for key, value in node.items() if key != first}
