"""Callers that run at once, one step at a time, in an order that is chosen: the same choice is the same run."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

Result = TypeVar("Result")
_LIMIT_SECONDS = 30.0


@dataclass(slots=True)
class Turns:
    """DynamoDB whose updates are the steps. Before each, whoever is about to take it chooses who goes on."""

    dynamodb: Any
    chosen: random.Random
    _gates: list[threading.Semaphore] = field(default_factory=list)
    _own: threading.local = field(default_factory=threading.local)

    def update_item(self, **request: Any) -> Any:
        if hasattr(self._own, "gate"):
            self._pass_on()
            self._wait()
        return self.dynamodb.update_item(**request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.dynamodb, name)

    def run(self, calls: Sequence[Callable[[], Result]]) -> Sequence[Result]:
        self._gates += [threading.Semaphore(0) for _ in calls]
        with ThreadPoolExecutor(len(calls)) as pool:
            running = [pool.submit(self._call, call, gate) for call, gate in zip(calls, list(self._gates), strict=True)]
            self._pass_on()
        return [each.result() for each in running]

    def _call(self, call: Callable[[], Result], gate: threading.Semaphore) -> Result:
        self._own.gate = gate
        self._wait()
        try:
            return call()
        finally:
            del self._own.gate
            self._gates.remove(gate)
            self._pass_on()

    def _pass_on(self) -> None:
        if self._gates:
            self.chosen.choice(self._gates).release()

    def _wait(self) -> None:
        assert self._own.gate.acquire(timeout=_LIMIT_SECONDS)
