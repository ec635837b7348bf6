"""Faults of the stage: its variables, its throttle, its usage plans."""

from collections.abc import Iterator
from dataclasses import replace

from mutation.deployed import DeployedMutant, Deployment, Throttle

NOWHERE = "127.0.0.1:9"  # the port of "discard", where nobody listens
ABSURD = Throttle(rate=1, burst=1)


def variables(base: Deployment) -> Iterator[DeployedMutant]:
    for name, value in base.variables.items():
        wrong = f"{value.partition('://')[0]}://{NOWHERE}" if "://" in value else NOWHERE
        changed = replace(base, variables={**base.variables, name: wrong})
        yield _mutant(f"variable.{name}.wrong", "stage variable", f"The stage variable {name} is {wrong}.", changed)
        rest = {each: kept for each, kept in base.variables.items() if each != name}
        said = f"The stage variable {name} is missing."
        yield _mutant(f"variable.{name}.missing", "stage variable", said, replace(base, variables=rest))


def throttles(base: Deployment) -> Iterator[DeployedMutant]:
    said = "Each method takes a request a second."
    yield _mutant("throttle.absurd", "throttle", said, replace(base, throttle=ABSURD))


def plans(base: Deployment) -> Iterator[DeployedMutant]:
    """A team's key is unknown where its plan does not have the stage."""
    for plan in base.plans:
        rest = tuple(each for each in base.plans if each != plan)
        said = f"The usage plan {plan} does not have the stage."
        yield _mutant(f"plan.{plan}", "usage plan lost", said, replace(base, plans=rest))
    yield _mutant("plan.all", "usage plan lost", "No usage plan has the stage.", replace(base, plans=()))


def _mutant(id_: str, kind: str, said: str, deployment: Deployment) -> DeployedMutant:
    return DeployedMutant(f"deployed.{id_}", kind, "", said, deployment)
