"""The thread in which alarms are evaluated: there once there is an alarm, asleep while nothing may change one."""

import logging
import threading
import time
from collections.abc import Callable
from functools import cache

from emulator.cloudwatch.alarm_actions import notify
from emulator.cloudwatch.alarms import evaluate_all, has_alarms
from emulator.cloudwatch.metric_store import metric_store

_log = logging.getLogger(__name__)

# Between two evaluations, however many data come.
_LEAST_SECONDS = 1.0
# After a period's end its last data are still on their way, by batches.
_LATE_SECONDS = 2.0

Evaluate = Callable[[float], float | None]


class AlarmWatch:
    """`evaluate`, told the time, tells when it wants to be called again; None: not before `touch`."""

    def __init__(self, evaluate: Evaluate, least_seconds: float = _LEAST_SECONDS) -> None:
        self._evaluate = evaluate
        self._least_seconds = least_seconds
        self._touched = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="alarms", daemon=True)
                self._thread.start()
        self.touch()

    def touch(self) -> None:
        """Called at every datum."""
        if not self._touched.is_set():
            self._touched.set()

    def _run(self) -> None:
        wanted: float | None = None
        while True:
            self._touched.wait(None if wanted is None else max(0.0, wanted + _LATE_SECONDS - time.time()))
            time.sleep(self._least_seconds)
            self._touched.clear()
            try:
                wanted = self._evaluate(time.time())
            except Exception:  # noqa: BLE001 - what comes later must still be evaluated
                _log.exception("Alarms could not be evaluated")
                wanted = None


@cache
def alarm_watch() -> AlarmWatch:
    watch = AlarmWatch(lambda now: evaluate_all(now, notify) if has_alarms() else None)
    metric_store().listen(watch.touch)
    return watch
