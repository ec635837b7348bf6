"""The operations on message move tasks, in the form of moto's own, which lack them."""

from typing import Any

from moto.core.responses import ActionResult
from moto.sqs.responses import SQSResponse

from emulator.sqs.move_tasks import RUNNING, MoveTask, MoveTasks

_MOST_LISTED = 10

_tasks = MoveTasks()


def add_operations() -> None:
    operations: Any = SQSResponse
    operations.start_message_move_task = _start
    operations.list_message_move_tasks = _list
    operations.cancel_message_move_task = _cancel


def _start(request: Any) -> ActionResult:
    source, destination, rate = _parameters(request, "SourceArn", "DestinationArn", "MaxNumberOfMessagesPerSecond")
    task = _tasks.start(request.sqs_backend, source, destination, rate)
    return ActionResult({"TaskHandle": task.handle})


def _list(request: Any) -> ActionResult:
    source, most = _parameters(request, "SourceArn", "MaxResults")
    listed = _tasks.list(request.sqs_backend, source, min(most or 1, _MOST_LISTED))
    return ActionResult({"Results": [_entry(task) for task in listed]})


def _cancel(request: Any) -> ActionResult:
    (handle,) = _parameters(request, "TaskHandle")
    return ActionResult({"ApproximateNumberOfMessagesMoved": _tasks.cancel(handle).moved})


def _parameters(request: Any, *names: str) -> list[Any]:
    return [request._get_param(name) for name in names]  # noqa: SLF001 - moto's way


def _entry(task: MoveTask) -> dict[str, Any]:
    """A handle is for tasks that can still be cancelled."""
    entry = {
        "TaskHandle": task.handle if task.status == RUNNING else None,
        "Status": task.status,
        "SourceArn": task.source_arn,
        "DestinationArn": task.destination_arn,
        "MaxNumberOfMessagesPerSecond": task.messages_a_second,
        "ApproximateNumberOfMessagesMoved": task.moved,
        "ApproximateNumberOfMessagesToMove": task.to_move,
        "FailureReason": task.failure,
        "StartedTimestamp": task.started,
    }
    return {name: value for name, value in entry.items() if value is not None}
