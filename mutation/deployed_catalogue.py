"""All mutants of the deployed thing: of each family some, over all the operations."""

from collections.abc import Callable, Iterator, Mapping

from mutation import deployed_answers, deployed_body, deployed_functions, deployed_stage
from mutation.deployed import DeployedMutant, Deployment

# A deployment can be wrong in one way for each operation, which the same probes notice.
MOST_OF_A_FAMILY = 6
MOST_OF_ANSWERS = 20

FAMILIES: tuple[Callable[[Deployment], Iterator[DeployedMutant]], ...] = (
    deployed_body.validators,
    deployed_body.authorizers,
    deployed_body.integrations,
    deployed_body.timeouts,
    deployed_body.missing,
    deployed_body.added,
    deployed_body.binary_types,
    deployed_answers.gateway_responses,
    deployed_answers.gateway_headers,
    deployed_stage.variables,
    deployed_stage.throttles,
    deployed_stage.plans,
    deployed_functions.permissions,
    deployed_functions.environments,
    deployed_functions.stale_functions,
    deployed_functions.stale_authorizers,
    deployed_functions.stale_documents,
)


def deployed_mutants(
    base: Deployment, values: Mapping[str, str], *, authorizer_cache: bool
) -> tuple[DeployedMutant, ...]:
    """`values` and `authorizer_cache` are those that the body of `base` was made with."""
    stale = deployed_functions.stale_gateways(base, values, authorizer_cache=authorizer_cache)
    kinds: dict[str, list[DeployedMutant]] = {}
    for mutant in (*(mutant for family in FAMILIES for mutant in family(base)), *stale):
        kinds.setdefault(mutant.kind, []).append(mutant)
    return tuple(mutant for family in kinds.values() for mutant in _spread(family))


def _spread(family: list[DeployedMutant]) -> Iterator[DeployedMutant]:
    """From the first to the last, at even distances."""
    most = MOST_OF_ANSWERS if len(family) > 2 * MOST_OF_ANSWERS else MOST_OF_A_FAMILY
    few = min(len(family), most)
    yield from (family[place * len(family) // few] for place in range(few))
