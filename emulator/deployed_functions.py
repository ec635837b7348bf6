"""Functions as the emulator's pages show them: what moto keeps of them, their workers, and their log groups."""

from collections.abc import Callable, Mapping, Sequence
from heapq import nlargest
from itertools import islice

from moto.awslambda.models import LambdaFunction, lambda_backends
from moto.logs.models import logs_backends

from emulator.front_page.sources import FunctionView, LoggedLine
from emulator.functions.function_version import FunctionVersion
from emulator.functions.pool import Census

_SHOWN_LINES = 200
_READ_STREAMS = 50  # each worker has one of its own

Workers = Callable[[], Mapping[FunctionVersion, Census]]


class DeployedFunctions:
    def __init__(self, account_id: str, workers: Workers) -> None:
        self._account_id = account_id
        self._workers = workers

    def all(self) -> Sequence[FunctionView]:
        """By name, of every region that has any."""
        census = self._census()
        functions = [
            _view(function, region, census.get((region, function.function_name), Census()))
            for region, backend in lambda_backends[self._account_id].items()
            for function in backend.list_functions()
        ]
        return sorted(functions, key=lambda view: (view.name, view.region))

    def log(self, function: FunctionView) -> Sequence[LoggedLine]:
        """The latest lines, oldest first."""
        group = logs_backends[self._account_id][function.region].groups.get(f"/aws/lambda/{function.name}")
        if group is None:
            return ()
        streams = list(group.streams.values())[-_READ_STREAMS:]
        events = [event for stream in streams for event in islice(reversed(stream.events), _SHOWN_LINES)]
        latest = nlargest(_SHOWN_LINES, enumerate(reversed(events)), key=lambda each: (each[1].timestamp, each[0]))
        return [LoggedLine(int(event.timestamp), str(event.message)) for _, event in reversed(latest)]

    def _census(self) -> Mapping[tuple[str, str], Census]:
        """By region and name: versions of one function are told together."""
        total: dict[tuple[str, str], Census] = {}
        for version, census in self._workers().items():
            place = (version.region, version.name)
            total[place] = total.get(place, Census()) + census
        return total


def _view(function: LambdaFunction, region: str, census: Census) -> FunctionView:
    return FunctionView(
        name=str(function.function_name),
        region=region,
        runtime=str(function.run_time or ""),
        handler=str(function.handler or ""),
        memory_mb=int(function.memory_size),
        timeout_seconds=int(function.timeout),
        busy=census.busy,
        idle=census.idle,
        starting=census.starting,
        waiting=census.waiting,
    )
