"""Cold starts: a changed function's first invocation, beside an interpreter that starts and ends."""

import statistics
import subprocess
import sys
import time
from typing import Any

STARTS = 15


def cold_starts(client: Any, function_name: str) -> tuple[float, float]:
    """Medians in milliseconds: of a cold start with its invocation, and of an interpreter that does nothing."""
    starts, interpreters = [], []
    for number in range(STARTS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-I", "-c", "pass"], check=True)
        interpreters.append(_since(began))
        # A changed variable needs a new worker.
        variables = {"NUMBER": str(number)}
        client.update_function_configuration(FunctionName=function_name, Environment={"Variables": variables})
        began = time.perf_counter()
        client.invoke(FunctionName=function_name, Payload=b"{}")["Payload"].read()
        starts.append(_since(began))
    return statistics.median(starts), statistics.median(interpreters)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
