"""How fast the local stage answers, each figure beside one of the same run that it can be compared with."""

import http.client
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from commands.error import CommandError
from commands.local_programs import EMULATOR, find
from commands.places import ROOT
from commands.stage_outputs import read_url
from commands.tokens import read_key

CALLS = 1000
WARM_UP_CALLS = 50
SYNTHS = 5
TEXTS = [f"Parcel number {number} arrived broken." for number in range(10)]


def run() -> None:
    print(f"\nSynth of all stages, {SYNTHS} times, in milliseconds:")
    interpreter = _milliseconds(lambda: _python("-c", "pass"), SYNTHS, warm_up=1)
    _show("python, nothing", interpreter, interpreter)
    _show("python main.py", _milliseconds(lambda: _python("main.py"), SYNTHS, warm_up=1), interpreter)
    if find(EMULATOR) is None:
        print("\nNo stage is up, so none was measured; `make up DETACH=1` starts one.")
    else:
        _local_stage()


def _local_stage() -> None:
    url, key = read_url("local"), read_key("local")
    body = json.dumps({"task": "embed", "texts": TEXTS})
    task_headers = {"Authorization": f"Bearer {key}", "content-type": "application/json"}
    print(f"\nThe stage that is up: one connection, {CALLS} calls each, in milliseconds:")
    gateway = _milliseconds(_caller(url, "GET", "/health", None, {}), CALLS)
    _show("GET /health, the gateway alone (MOCK)", gateway, gateway)
    task = _milliseconds(_caller(url, "POST", "/ai-service", body, task_headers), CALLS)
    _show("POST /ai-service, embed ten short texts", task, gateway)


def _show(what: str, samples: list[float], base: list[float]) -> None:
    p50, p95 = statistics.median(samples), statistics.quantiles(samples, n=20)[-1]
    print(f"  {what:45} p50 {p50:9.2f}   p95 {p95:9.2f}   x {p50 / statistics.median(base):.1f}", flush=True)


def _milliseconds(call: Callable[[], None], calls: int, warm_up: int = WARM_UP_CALLS) -> list[float]:
    for _ in range(warm_up):
        call()
    samples = []
    for _ in range(calls):
        started = time.perf_counter()
        call()
        samples.append(1000 * (time.perf_counter() - started))
    return samples


def _caller(url: str, method: str, path: str, body: str | None, headers: dict[str, str]) -> Callable[[], None]:
    """One kept connection of the standard library: a client that adds little of its own."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)

    def call() -> None:
        connection.request(method, address.path + path, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise CommandError(f"{method} {path} was answered {answer.status}.")

    return call


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
