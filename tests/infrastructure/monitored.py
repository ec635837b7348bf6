"""What is watched in tests that need no synth, and what a synthesized stack says of its monitoring."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infrastructure.metrics import Metric, Queue, Watched
from tests.infrastructure.project import Project

ACCOUNT = "123456789012"


def watched(operations: int = 3, steps: int = 2, teams: int = 2, models: int = 1) -> Watched:
    return Watched(
        stage="dev",
        region="us-west-2",
        account=ACCOUNT,
        operations={f"doThing{number}": f"do_thing_{number}" for number in range(operations)},
        authorizers=("authorize",),
        steps=tuple(f"step_{number}" for number in range(steps)),
        teams=tuple(f"team-{number}" for number in range(teams)),
        models=tuple(f"model-{number}" for number in range(models)),
        kinds=("ingest", "batch"),
        queues=(Queue("purge", "purge-dead-letters"),),
    )


@dataclass(frozen=True, slots=True)
class Monitored:
    """The monitoring of a stage as it was synthesized."""

    project: Project
    stage: str

    @property
    def alarms(self) -> dict[str, dict[str, Any]]:
        return self._named("aws_cloudwatch_metric_alarm")

    @property
    def filters(self) -> dict[str, dict[str, Any]]:
        return self._named("aws_cloudwatch_log_metric_filter")

    @property
    def queries(self) -> dict[str, dict[str, Any]]:
        return self._named("aws_cloudwatch_query_definition")

    @property
    def widgets(self) -> list[dict[str, Any]]:
        body = self.project.resource(self.stage, "aws_cloudwatch_dashboard", "facade")["dashboard_body"]
        widgets: list[dict[str, Any]] = json.loads(body)["widgets"]
        return widgets

    def _named(self, kind: str) -> dict[str, dict[str, Any]]:
        named: dict[str, dict[str, Any]] = self.project.stack(self.stage)["resource"][kind]
        return named


def metrics_of_alarm(alarm: dict[str, Any]) -> list[Metric]:
    queried = [query["metric"] for query in alarm.get("metric_query", ()) if "metric" in query]
    return [
        Metric(one["namespace"], one["metric_name"], tuple(one["dimensions"].items())) for one in queried or [alarm]
    ]


def metrics_of_widgets(widgets: list[dict[str, Any]]) -> Iterator[Metric]:
    for widget in widgets:
        for namespace, name, *dimensions, _ in widget["properties"].get("metrics", ()):
            yield Metric(namespace, name, tuple(zip(dimensions[::2], dimensions[1::2], strict=True)))
