"""Event source mappings of queues as Lambda keeps them, and who is told of them.

moto refuses little, answers with settings that Terraform finds changed, calls an alias by the version that it stands
for, and lets a mapping that has been deleted go on.
"""

from collections.abc import Callable, Mapping
from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException, LambdaClientError
from moto.awslambda.models import EventSourceMapping, LambdaBackend
from moto.sqs.models import Queue

from emulator.sqs.queues import queue_of

Listener = Callable[[EventSourceMapping], None]

_MOST_WITHOUT_WINDOW = 10
_MOST_IN_FIFO = 10
_MOST_IN_BATCH = 10_000
_LONGEST_WINDOW = 300
_CONCURRENCY = range(2, 1001)

_create = LambdaBackend.create_event_source_mapping
_update = LambdaBackend.update_event_source_mapping
_delete = LambdaBackend.delete_event_source_mapping
_get_configuration = EventSourceMapping.get_configuration

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """`listener` hears, in any thread, of each mapping of a queue that is made, changed or deleted."""
    _listeners.append(listener)


def leave(listener: Listener) -> None:
    _listeners.remove(listener)


def mend_mappings() -> None:
    backend: Any = LambdaBackend
    backend.create_event_source_mapping = _create_checked
    backend.update_event_source_mapping = _update_checked
    backend.delete_event_source_mapping = _delete_and_tell
    mapping: Any = EventSourceMapping
    mapping.get_configuration = _configuration


def is_active(mapping: EventSourceMapping) -> bool:
    """Enabled, and not deleted."""
    return bool(mapping.enabled) and not getattr(mapping, "is_deleted", False)


def is_of_queue(event_source_arn: str) -> bool:
    return event_source_arn.split(":")[2:3] == ["sqs"]


def _create_checked(backend: LambdaBackend, spec: dict[str, Any]) -> EventSourceMapping:
    if not is_of_queue(str(spec.get("EventSourceArn"))):
        return _create(backend, spec)
    queue = queue_of(spec["EventSourceArn"])
    if queue is None:
        raise InvalidParameterValueException(
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
            "SQS Error Message: The specified queue does not exist."
        )
    function = backend.get_function(spec.get("FunctionName", ""))
    _refuse(_problem(spec, queue, int(function.timeout)))
    mapping = _create(backend, spec)
    mapping.function_arn = _invoked_arn(function.function_arn, spec["FunctionName"])
    present = [other for other in backend._event_source_mappings.values() if _is_same(other, mapping)]  # noqa: SLF001 - moto lists them by the name that was given
    if present:
        _delete(backend, mapping.uuid)
        raise _ConflictError(present[0])
    _tell(mapping)
    return mapping


def _update_checked(backend: LambdaBackend, uuid: str, spec: dict[str, Any]) -> EventSourceMapping | None:
    mapping = backend.get_event_source_mapping(uuid)
    if mapping is None or not is_of_queue(mapping.event_source_arn):
        return _update(backend, uuid, spec)
    queue = queue_of(mapping.event_source_arn)
    name = spec.get("FunctionName") or mapping.function_arn
    if queue is not None:
        present = {"BatchSize": mapping.batch_size, "MaximumBatchingWindowInSeconds": mapping.max_batch_window}
        _refuse(_problem(present | spec, queue, int(backend.get_function(name).timeout)))
    _update(backend, uuid, spec)
    if "FunctionName" in spec:
        mapping.function_arn = _invoked_arn(mapping.function_arn, name)
    _tell(mapping)
    return mapping


def _delete_and_tell(backend: LambdaBackend, uuid: str) -> EventSourceMapping | None:
    mapping: Any = _delete(backend, uuid)
    if mapping is not None and is_of_queue(mapping.event_source_arn):
        mapping.is_deleted = True
        _tell(mapping)
    deleted: EventSourceMapping | None = mapping
    return deleted


def _configuration(mapping: EventSourceMapping) -> dict[str, Any]:
    configuration: dict[str, Any] = _get_configuration(mapping)
    if not is_of_queue(mapping.event_source_arn):
        return configuration
    defaults = {"MaximumBatchingWindowInSeconds": 0, "FunctionResponseTypes": []}
    return defaults | configuration | {"StateTransitionReason": "USER_INITIATED"}


def _problem(spec: Mapping[str, Any], queue: Queue, timeout_seconds: int) -> str | None:
    """In Lambda's own words, where it is known for them."""
    size = spec.get("BatchSize") or _MOST_WITHOUT_WINDOW
    window = spec.get("MaximumBatchingWindowInSeconds") or 0
    concurrency = (spec.get("ScalingConfig") or {}).get("MaximumConcurrency")
    visibility: int = queue.visibility_timeout  # type: ignore[attr-defined] # moto sets it by name
    most = _MOST_IN_FIFO if queue.fifo_queue else _MOST_IN_BATCH
    without_window = "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than "
    problems = (
        (
            visibility < timeout_seconds,
            f"Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout_seconds} seconds",
        ),
        (not 1 <= size <= most, f"Batch size {size} is not between 1 and {most}."),
        (not 0 <= window <= _LONGEST_WINDOW, f"Maximum batch window {window} is not between 0 and {_LONGEST_WINDOW}."),
        (window and queue.fifo_queue, "Batching window is not supported for FIFO queues"),
        (size > _MOST_WITHOUT_WINDOW and not window, f"{without_window}{_MOST_WITHOUT_WINDOW}"),
        (
            concurrency is not None and concurrency not in _CONCURRENCY,
            f"MaximumConcurrency {concurrency} is not between {_CONCURRENCY[0]} and {_CONCURRENCY[-1]}.",
        ),
        (
            (spec.get("FilterCriteria") or {}).get("Filters"),
            "The emulator does not filter the messages of a queue.",
        ),
    )
    return next((problem for is_so, problem in problems if is_so), None)


def _refuse(problem: str | None) -> None:
    if problem is not None:
        raise InvalidParameterValueException(problem)


def _invoked_arn(found_arn: str, name: str) -> str:
    """With the qualifier that `name` has, which may be a name or an ARN."""
    unqualified = ":".join(found_arn.split(":")[:7])
    parts = name.rpartition("function:")[2].split(":")
    return f"{unqualified}:{parts[1]}" if len(parts) > 1 else unqualified


def _is_same(one: EventSourceMapping, other: EventSourceMapping) -> bool:
    places = [(mapping.event_source_arn, mapping.function_arn) for mapping in (one, other)]
    return one.uuid != other.uuid and places[0] == places[1]


class _ConflictError(LambdaClientError):
    code = 409

    def __init__(self, present: EventSourceMapping) -> None:
        name = present.function_arn.split(":", 6)[6]
        message = (
            f'An event source mapping with SQS arn (" {present.event_source_arn} ") and function (" {name} ") '
            f"already exists. Please update or delete the existing mapping with UUID {present.uuid}"
        )
        super().__init__("ResourceConflictException", message)


def _tell(mapping: EventSourceMapping) -> None:
    for listener in tuple(_listeners):
        listener(mapping)
