"""Metric filters over the access log: of all that API Gateway refuses by itself, how often and why.

It counts requests by status alone; only its log says which type of gateway response each was answered with. A filter
with dimensions has no default: a minute without a refusal has no value.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from dataclasses import dataclass

STAGE = {"stage": "$.stage"}
TEAM = {**STAGE, "team": "$.team"}


@dataclass(frozen=True, slots=True)
class LogMetric:
    """`dimensions` are selectors of the access log's fields, by the dimension's name."""

    metric: str
    pattern: str
    dimensions: dict[str, str]

    @property
    def name(self) -> str:
        return "-".join((self.metric, *(name for name in self.dimensions if name != "stage")))


def _answered(*types: str) -> str:
    """A pattern for types of gateway responses."""
    conditions = " || ".join(f'($.errorType = "{kind}")' for kind in types)
    return f"{{ {conditions} }}"


def _of_known_teams(kind: str) -> str:
    """The access log writes `-` where a request was refused before anyone knew whose it was."""
    return f'{{ ($.errorType = "{kind}") && ($.team != "-") }}'


LOG_METRICS = (
    LogMetric("Throttled", _answered("THROTTLED"), STAGE),
    LogMetric("Throttled", _of_known_teams("THROTTLED"), TEAM),
    LogMetric("QuotaExceeded", _answered("QUOTA_EXCEEDED"), STAGE),
    LogMetric("QuotaExceeded", _of_known_teams("QUOTA_EXCEEDED"), TEAM),
    LogMetric("Unauthorized", _answered("UNAUTHORIZED"), STAGE),
    LogMetric("AccessDenied", _answered("ACCESS_DENIED"), STAGE),
    LogMetric("AuthorizerFailed", _answered("AUTHORIZER_FAILURE", "AUTHORIZER_CONFIGURATION_ERROR"), STAGE),
)
