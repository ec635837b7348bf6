"""A team that calls the stage with a token of its own, as a client would: what the tests of the workflow speak with."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import requests

LIMIT_SECONDS = 30
RUN_LIMIT_SECONDS = 180
POLL_SECONDS = 0.1
ENDED = {"succeeded", "failed", "cancelled"}
# How far a run is; a status only moves forward.
ORDER = {"queued": 0, "running": 1, "succeeded": 2, "failed": 2, "cancelled": 2}


@dataclass(frozen=True, slots=True)
class Team:
    url: str
    key: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """Header names with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method,
            f"{self.url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.key}", **named},
            timeout=LIMIT_SECONDS,
        )

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def start(self, path: str, body: Any, **headers: str) -> dict[str, Any]:
        """The run that a POST started."""
        answer = self.call("POST", path, body, **headers)
        assert answer.status_code == 202, answer.text
        run: dict[str, Any] = answer.json()
        assert answer.headers["location"] == f"/runs/{run['runId']}"
        return run

    def watch(self, run_id: str, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        deadline, before = time.monotonic() + RUN_LIMIT_SECONDS, "queued"
        while True:
            run: dict[str, Any] = self.get(f"/runs/{run_id}")
            assert ORDER[run["status"]] >= ORDER[before]
            assert before not in ENDED or run["status"] == before
            before = run["status"]
            if until(run):
                return run
            assert time.monotonic() < deadline, run
            time.sleep(POLL_SECONDS)

    def end_of(self, run_id: str) -> dict[str, Any]:
        return self.watch(run_id, lambda run: run["status"] in ENDED)

    def take_in(self, text: str, **more: Any) -> str:
        """The id of a document that is ready."""
        run = self.start("/documents", {"source": "text", "text": text, **more})
        ended = self.end_of(run["runId"])
        assert ended["status"] == "succeeded", ended
        return str(run["documentId"])

    def search(self, query: str, **more: Any) -> list[dict[str, Any]]:
        answer = self.call("POST", "/search", {"query": query, **more})
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def at_once(self, calls: int, call: Callable[[int], Any]) -> list[Any]:
        with ThreadPoolExecutor(calls) as threads:
            return list(threads.map(call, range(calls)))
