"""When somebody must look, a row each. Pure: what is watched in, rows out.

An alarm goes off when `breaching` of its last `periods` are at the threshold or above it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from infrastructure.metrics import Series, Watched, of_account
from infrastructure.stage_settings import AlarmSettings

MINUTE = 60
FIVE_MINUTES = 300
# Of metrics, in an expression that an alarm watches.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
MOST_METRICS = 10
# What a period without data says: that all is well, or nothing new.
ALL_IS_WELL = "notBreaching"
AS_BEFORE = "ignore"


@dataclass(frozen=True, slots=True)
class Alarm:
    """`why` is for whoever is woken by it. `of` are the series that are watched, by their ids: one, or those that
    `expression` makes one of. A `period` is in seconds.
    """

    name: str
    why: str
    of: Mapping[str, Series]
    threshold: float
    expression: str = ""
    period: int = FIVE_MINUTES
    periods: int = 1
    breaching: int = 1
    missing: str = ALL_IS_WELL


def alarms(watched: Watched, settings: AlarmSettings) -> tuple[Alarm, ...]:
    return tuple(
        alarm for rows in (_of_requests, _of_functions, _of_work, _of_teams) for alarm in rows(watched, settings)
    )


def _of_requests(watched: Watched, settings: AlarmSettings) -> Iterator[Alarm]:
    requests, errors = watched.gateway("Count"), watched.gateway("5XXError")
    yield Alarm(
        "server-errors",
        "Too many requests are answered with 5XX. The saved query errors-by-operation says where.",
        {"requests": Series(requests, "Sum"), "errors": Series(errors, "Sum")},
        settings.server_errors_percent,
        # A failed request of a few would be a high percentage.
        expression=f"IF(requests >= {settings.server_errors_floor}, 100 * errors / requests, 0)",
        period=MINUTE,
        periods=5,
        breaching=3,
    )
    yield Alarm(
        "latency",
        "The slowest hundredth of the requests is too slow. The saved query slowest-operations says which.",
        {"latency": Series(watched.gateway("Latency"), "p99")},
        settings.latency_ms,
        period=MINUTE,
        periods=5,
        breaching=3,
    )
    yield Alarm(
        "throttled",
        "Clients are refused for their rate (429 THROTTLED), minute after minute: a plan is too small, or a client "
        "does not wait.",
        {"throttled": Series(watched.own("Throttled"), "Sum")},
        settings.throttled,
        period=MINUTE,
        periods=5,
        breaching=3,
    )
    yield _at_all(
        "quota-exceeded",
        "A team has used up its quota of requests (429 QUOTA_EXCEEDED) and is refused until its period ends.",
        Series(watched.own("QuotaExceeded"), "Sum"),
    )
    yield Alarm(
        "unauthorized",
        "Many requests come without a valid token (401): a client's secret is wrong, or somebody is guessing. The "
        "saved query refused-tokens has the reasons.",
        {"unauthorized": Series(watched.own("Unauthorized"), "Sum")},
        settings.unauthorized,
    )
    # The authorizer raises an exception for whom it refuses, which Lambda counts as an error of the function.
    yield _at_all(
        "authorizer-failed",
        "The authorizer cannot judge tokens, and who is not remembered gets 500. Its log has the exceptions.",
        Series(watched.own("AuthorizerFailed"), "Sum"),
    )


def _of_functions(watched: Watched, settings: AlarmSettings) -> Iterator[Alarm]:
    functions = tuple(watched.operations.values())
    for number, first in enumerate(range(0, len(functions), MOST_METRICS), 1):
        yield _sum(
            f"operation-errors-{number}",
            "Functions of operations crash, run out of memory or time. The saved query errors-by-operation says which.",
            [Series(watched.function("Errors", name), "Sum") for name in functions[first : first + MOST_METRICS]],
            settings.operation_errors,
        )
    # A step that is refused or must wait raises an exception, so that its state machine sees it.
    for number, first in enumerate(range(0, len(watched.steps), MOST_METRICS), 1):
        yield _sum(
            f"step-errors-{number}",
            "Steps of runs fail more often than what is busy explains. They are tried again; the alarms on failed runs "
            "say when that did not help.",
            [Series(watched.function("Errors", name), "Sum") for name in watched.steps[first : first + MOST_METRICS]],
            settings.step_errors,
        )
    yield _at_all(
        "function-throttles",
        "Lambda refuses to run functions: all that the account may run at once is running.",
        Series(of_account("Throttles"), "Sum"),
    )
    yield _sum(
        "model-errors",
        "Calls of models fail. A second model may have answered instead, so that no client has noticed.",
        [Series(watched.own("ModelErrors", model=model), "Sum") for model in watched.models],
        settings.model_errors,
    )


def _of_work(watched: Watched, settings: AlarmSettings) -> Iterator[Alarm]:
    for kind in watched.kinds:
        yield Alarm(
            f"{kind}-failed",
            f"Runs of the kind {kind} have failed. The run says why; the saved query one-run has its steps' log.",
            {"failed": Series(watched.own("RunsFailed", kind=kind), "Sum")},
            settings.failed_runs,
        )
    for queue in watched.queues:
        yield _at_all(
            queue.dead_letters,
            "Work was given up on and waits among the dead letters. Mend the cause, then move the messages back.",
            Series(watched.queue("ApproximateNumberOfMessagesVisible", queue.dead_letters), "Maximum"),
        )
        yield Alarm(
            f"{queue.name}-old",
            "A message waits too long for a function to work on it.",
            {"age": Series(watched.queue("ApproximateAgeOfOldestMessage", queue.name), "Maximum")},
            settings.oldest_message_seconds,
        )


def _of_teams(watched: Watched, settings: AlarmSettings) -> Iterator[Alarm]:
    yield _at_all(
        "uncounted",
        "What a team has used could not be written down. The log has it whole: the saved query uncounted finds it.",
        Series(watched.own("Uncounted"), "Sum"),
    )
    for team in watched.teams:
        yield Alarm(
            f"budget-{team}",
            f"The team {team} has used most of its month's model tokens; without more it is refused (429).",
            {"used": Series(watched.own("BudgetUsed", team=team), "Maximum")},
            settings.budget_percent,
            missing=AS_BEFORE,
        )


def _at_all(name: str, why: str, series: Series) -> Alarm:
    return Alarm(name, why, {"number": series}, 1)


def _sum(name: str, why: str, series: Sequence[Series], threshold: float) -> Alarm:
    return Alarm(
        name, why, {f"m{number}": each for number, each in enumerate(series)}, threshold, expression="SUM(METRICS())"
    )
