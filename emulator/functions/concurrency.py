"""How many invocations of each function are under way: its reserved concurrency as a bound, and who hears of each."""

import asyncio
from collections import Counter
from dataclasses import replace

from emulator.functions.function_version import Resolved
from emulator.functions.invocation import Invocation, InvocationListener, Observed, Refusal

THROTTLED = Refusal(429, "TooManyRequestsException", "Rate Exceeded.", "ConcurrentInvocationLimitExceeded")
_RESERVED_EXCEEDED = replace(THROTTLED, reason="ReservedFunctionConcurrentInvocationLimitExceeded")


class Concurrency:
    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()  # by the function's ARN, of all its versions
        self.listener: InvocationListener | None = None

    def throttle(self, resolved: Resolved, *, is_full: bool) -> Refusal | None:
        """`is_full` means that the account has reached its own bound."""
        reserved = resolved.reserved_concurrency
        exceeded = reserved is not None and self._under_way[resolved.version.function_arn] >= reserved
        if not exceeded and not is_full:
            return None
        self._tell(resolved, None)
        return _RESERVED_EXCEEDED if exceeded else THROTTLED

    def follow(self, resolved: Resolved, outcome: asyncio.Future[Invocation]) -> None:
        arn = resolved.version.function_arn
        self._under_way[arn] += 1

        def end(ended: asyncio.Future[Invocation]) -> None:
            if not ended.cancelled():
                self._tell(resolved, ended.result())
            self._under_way[arn] -= 1
            if not self._under_way[arn]:
                del self._under_way[arn]

        outcome.add_done_callback(end)

    def _tell(self, resolved: Resolved, ended: Invocation | None) -> None:
        """`ended` is None for an invocation that was throttled."""
        if self.listener is None:
            return
        version = resolved.version
        self.listener(
            Observed(
                region=version.region,
                account_id=version.account_id,
                function_name=version.name,
                resource=version.name + resolved.invoked_arn.removeprefix(version.function_arn),
                executed_version=version.version,
                error=ended is not None and ended.function_error is not None,
                throttled=ended is None,
                duration_ms=ended.duration_ms if ended else 0.0,
                concurrent=self._under_way[version.function_arn],
            )
        )
