"""What aws-lambda-powertools prints, which is the usual writer of the embedded metric format."""

import contextlib
import io
from collections.abc import Callable

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric


def printed_metrics(namespace: str, *tokens: float) -> str:
    """Counts Tokens, and a Time of high resolution, of the model "small"."""
    metrics = Metrics(namespace=namespace, service="facade")

    def write() -> None:
        for number in tokens:
            metrics.add_metric("Tokens", MetricUnit.Count, number)
        metrics.add_metric("Time", MetricUnit.Milliseconds, 1.5, resolution=1)
        metrics.add_dimension("model", "small")
        metrics.add_metadata("requestId", "1")
        metrics.flush_metrics()

    return _printed(write)


def printed_single_metric(namespace: str) -> str:
    def write() -> None:
        with single_metric("ColdStart", MetricUnit.Count, 1, namespace=namespace) as metric:
            metric.add_dimension("function", "run_task")

    return _printed(write)


def _printed(write: Callable[[], object]) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        write()
    return output.getvalue().strip()
