"""The path of a call, on one page: it is found its method, and then taken through the steps.

A step takes a routed call and gives it back, further on, or says how it ends: a reply or a refusal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from emulator.data_plane.access.signatures import refuse_authorization
from emulator.data_plane.calls import Arrival, Call, Reply, Services, Step
from emulator.data_plane.compression import decompress
from emulator.data_plane.parameters import parse_query
from emulator.data_plane.refusals import GatewayResponseType, Refusal
from emulator.data_plane.routes import find_route
from emulator.data_plane.sizes import check_sizes
from emulator.data_plane.steps.authorize import authorize
from emulator.data_plane.steps.check_api_key import check_api_key
from emulator.data_plane.steps.throttle import throttle
from emulator.data_plane.steps.validate_request import validate_request

NOT_ROUTED = Refusal(GatewayResponseType.MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call has ended, and as what the steps knew it by then.

    `marks` are when the first step began and when each that ran was over, in seconds: a call's last step is the one
    that its last mark belongs to.
    """

    call: Call
    outcome: Reply | Refusal
    marks: Sequence[float]


async def integrate(call: Call, services: Services) -> Reply | Refusal:
    return await call.method.integration.integrate(call, services)


STEPS: tuple[Step, ...] = (authorize, check_api_key, throttle, validate_request, integrate)
# What TestInvokeMethod tests.
TESTED_STEPS: tuple[Step, ...] = (validate_request, integrate)


def route(arrival: Arrival) -> Call | Refusal:
    """A path or method that the API does not have is refused as unauthenticated: AWS does not tell them apart.

    It even takes an Authorization header for a signature then, and tells what it lacks.
    """
    too_large = check_sizes(arrival.received)
    if too_large is not None:
        return too_large
    if "content-encoding" in arrival.headers:
        decompressed = decompress(arrival)
        if isinstance(decompressed, Refusal):
            return decompressed
        arrival = decompressed
    found = find_route(arrival.api.routes, arrival.http_method, arrival.received.path)
    if found is None:
        return refuse_authorization(arrival.headers) or NOT_ROUTED
    return Call(arrival, found.method, found.parameters, parse_query(arrival.received.query))


async def run(call: Call, services: Services, steps: tuple[Step, ...] = STEPS) -> Ended:
    marks = [perf_counter()]
    for step in steps:
        outcome = await step(call, services)
        marks.append(perf_counter())
        if not isinstance(outcome, Call):
            return Ended(call, outcome, marks)
        call = outcome
    raise AssertionError("The last step ends every call.")
