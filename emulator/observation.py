"""All that is told of requests and invocations, and where it goes: logs, metrics, and the emulator's own pages."""

import time
from collections.abc import Sequence

from emulator.access_log import AccessLog, StandardOutput
from emulator.cloudwatch_logs import CloudWatchLogs
from emulator.data_plane.gateway import Observe
from emulator.execution_logs import ExecutionLogs
from emulator.front_page.request_log import RequestLog
from emulator.functions.invocation import Observed
from emulator.metrics import Metrics


class Observation:
    def __init__(self, *, shows_function_logs: bool) -> None:
        self._output = StandardOutput()
        self.logs = CloudWatchLogs(echo=self._output.print if shows_function_logs else None)
        self.access_log = AccessLog(self._output, self.logs)
        self.requests = RequestLog()
        self._metrics = Metrics()
        self._execution_logs = ExecutionLogs(self.logs)

    @property
    def of_requests(self) -> Sequence[Observe]:
        return self.requests.observe, self._metrics.observe_request, self._execution_logs.observe

    def of_invocation(self, observed: Observed) -> None:
        self._metrics.observe_invocation(observed, time.time())

    async def close(self) -> None:
        await self._metrics.close()
        await self.access_log.close()
        await self.logs.close()
        await self._output.close()
