"""What the dashboard of a stage shows, from what must be looked at first down to single functions. Pure."""

import json
from collections.abc import Iterator, Sequence

from infrastructure.metrics import Watched
from infrastructure.widgets import Alarms, Chart, Heading, Line, Widget, placed

RUN_STATES = ("Started", "Succeeded", "Failed", "Cancelled")


def dashboard_body(watched: Watched, alarm_arns: Sequence[str]) -> str:
    widgets = (
        Alarms("Alarms", alarm_arns),
        *_totals(watched),
        *_requests(watched),
        *_teams(watched),
        *_models(watched),
        *_runs(watched),
        *_functions(watched),
    )
    # The period of each widget holds, however long a time is looked at.
    return json.dumps({"periodOverride": "inherit", "widgets": list(placed(widgets, watched.region))})


def _totals(watched: Watched) -> Iterator[Widget]:
    requests = [
        Line("requests", watched.gateway("Count")),
        Line("4XX", watched.gateway("4XXError")),
        Line("5XX", watched.gateway("5XXError")),
    ]
    runs = [Line(f"{kind} failed", watched.own("RunsFailed", kind=kind)) for kind in watched.kinds]
    yield Chart("Requests", "requests", requests, view="singleValue", height=3)
    yield Chart("Cost (USD)", "USD", _by_team(watched, "Cost"), view="singleValue", height=3)
    uncounted = Line("uncounted", watched.own("Uncounted"))
    yield Chart("Gone wrong", "count", [*runs, uncounted], view="singleValue", height=3)


def _requests(watched: Watched) -> Iterator[Widget]:
    yield Heading("## Requests\nWhat clients send, what they get, and who is turned away.", height=2)
    yield Chart(
        "Requests and errors",
        "requests a minute",
        [
            Line("requests", watched.gateway("Count")),
            Line("4XX", watched.gateway("4XXError")),
            Line("5XX", watched.gateway("5XXError")),
        ],
    )
    for title, name in (("Latency", "Latency"), ("Latency of functions and models", "IntegrationLatency")):
        lines = [Line(stat, watched.gateway(name), stat) for stat in ("p50", "p95", "p99")]
        yield Chart(title, "milliseconds", lines)
    yield Chart(
        "Turned away (429)",
        "requests a minute",
        [
            Line("rate", watched.own("Throttled")),
            Line("quota", watched.own("QuotaExceeded")),
            *(Line(f"budget of {team}", watched.own("BudgetRefusals", team=team)) for team in watched.teams),
        ],
    )
    by_team = [
        Line(f"{reason} of {team}", watched.own(name, team=team))
        for team in watched.teams
        for reason, name in (("rate", "Throttled"), ("quota", "QuotaExceeded"))
    ]
    yield Chart("Turned away (429) by team", "requests a minute", by_team)
    yield Chart(
        "Not let in",
        "requests a minute",
        [
            Line("no valid token (401)", watched.own("Unauthorized")),
            Line("not theirs to call (403)", watched.own("AccessDenied")),
            Line("authorizer failed (500)", watched.own("AuthorizerFailed")),
        ],
    )


def _teams(watched: Watched) -> Iterator[Widget]:
    yield Heading("## Teams\nWhat each uses of the models.")
    tokens = [
        Line(f"{team} {direction}", watched.own(name, team=team))
        for team in watched.teams
        for direction, name in (("input", "InputTokens"), ("output", "OutputTokens"))
    ]
    yield Chart("Tokens by team", "tokens a minute", tokens)
    yield Chart("Cost by team", "USD a minute", _by_team(watched, "Cost"))
    yield Chart("Budget used", "percent of the month's tokens", _by_team(watched, "BudgetUsed", "Maximum"))


def _models(watched: Watched) -> Iterator[Widget]:
    yield Heading("## Models")
    tokens = [
        Line(f"{model} {direction}", watched.own(name, model=model))
        for model in watched.models
        for direction, name in (("input", "InputTokens"), ("output", "OutputTokens"))
    ]
    latency = [
        Line(f"{model} {stat}", watched.own("ModelLatency", model=model), stat)
        for model in watched.models
        for stat in ("p50", "p99")
    ]
    calls = [
        line
        for model in watched.models
        for line in (
            Line(f"{model} calls", watched.own("ModelLatency", model=model), "SampleCount"),
            Line(f"{model} errors", watched.own("ModelErrors", model=model)),
        )
    ]
    yield Chart("Tokens by model", "tokens a minute", tokens)
    yield Chart("Latency of models", "milliseconds", latency)
    yield Chart("Calls and errors of models", "calls a minute", calls)


def _runs(watched: Watched) -> Iterator[Widget]:
    yield Heading("## Runs and queues")
    runs = [
        Line(f"{kind} {state.lower()}", watched.own(f"Runs{state}", kind=kind))
        for kind in watched.kinds
        for state in RUN_STATES
    ]
    executions = [
        Line(f"{kind} {state}", watched.machine(name, kind))
        for kind in watched.kinds
        for state, name in (("failed", "ExecutionsFailed"), ("timed out", "ExecutionsTimedOut"))
    ]
    yield Chart("Runs", "runs a minute", runs)
    yield Chart("Executions that failed", "executions a minute", executions)
    if watched.queues:
        yield Chart("Queues", "messages", list(_messages(watched)), width=4)
        ages = [
            Line(queue.name, watched.queue("ApproximateAgeOfOldestMessage", queue.name), "Maximum")
            for queue in watched.queues
        ]
        yield Chart("Oldest message", "seconds", ages, width=4)


def _messages(watched: Watched) -> Iterator[Line]:
    for queue in watched.queues:
        for name in (queue.name, queue.dead_letters):
            yield Line(name, watched.queue("ApproximateNumberOfMessagesVisible", name), "Maximum")


def _functions(watched: Watched) -> Iterator[Widget]:
    yield Heading(
        "## Functions\nAn authorizer's errors include the tokens that it refuses, a step's that it must wait.", height=2
    )
    for title, name, axis, stat in (
        ("Errors of functions", "Errors", "errors a minute", "Sum"),
        ("Throttles of functions", "Throttles", "throttles a minute", "Sum"),
        ("Functions at once", "ConcurrentExecutions", "invocations", "Maximum"),
        ("Duration of functions", "Duration", "milliseconds", "p99"),
    ):
        lines = [Line(function, watched.function(name, function), stat) for function in watched.functions]
        yield Chart(title, axis, lines, width=12, height=8)
    started = [
        Line(operation, watched.own("ColdStarts", operation=operation))
        for operation in (*watched.operations, *watched.steps)
    ]
    yield Chart("Cold starts", "starts a minute", started, width=12, height=8)


def _by_team(watched: Watched, name: str, stat: str = "Sum") -> list[Line]:
    return [Line(team, watched.own(name, team=team), stat) for team in watched.teams]
