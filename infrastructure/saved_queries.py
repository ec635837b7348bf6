"""Questions to the logs that come up again, for CloudWatch Logs Insights. Pure.

A request's id is in every line about it: `requestId` of the access log is `request_id` of the authorizer and of the
function. What functions log is of handlers/telemetry and handlers/authorizers.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

from infrastructure.metrics import Watched
from infrastructure.naming import stage_wide


@dataclass(frozen=True, slots=True)
class SavedQuery:
    name: str
    groups: tuple[str, ...]
    text: str


def saved_queries(watched: Watched, access_log: str, execution_log: str) -> tuple[SavedQuery, ...]:
    """`access_log` and `execution_log` are names of log groups."""
    operations = _logs(watched, tuple(watched.operations.values()))
    authorizers, steps = _logs(watched, watched.authorizers), _logs(watched, watched.steps)
    machines = tuple(f"/aws/vendedlogs/states/{stage_wide(watched.stage, kind)}" for kind in watched.kinds)
    functions = (*operations, *steps)
    return (
        SavedQuery("refused-requests", (access_log,), REFUSED_REQUESTS),
        SavedQuery("refused-tokens", authorizers, REFUSED_TOKENS),
        SavedQuery("slowest-operations", (access_log,), SLOWEST_OPERATIONS),
        SavedQuery("errors-by-operation", functions, ERRORS_BY_OPERATION),
        SavedQuery("one-request", (access_log, execution_log, *authorizers, *operations), _lines_with("REQUEST-ID")),
        SavedQuery("one-run", (*functions, *machines), _lines_with("RUN-ID")),
        SavedQuery("input-tokens-by-team", functions, _tokens("InputTokens")),
        SavedQuery("output-tokens-by-team", functions, _tokens("OutputTokens")),
        SavedQuery("uncounted", functions, UNCOUNTED),
    )


# Of the refusals of a function its log says more, by the request's id.
REFUSED_REQUESTS = """\
filter status >= 400 and status < 500
| stats count(*) as requests by team, status, errorType, httpMethod, resourcePath
| sort requests desc"""

REFUSED_TOKENS = """\
filter outcome = "refused"
| stats count(*) as requests by reason
| sort requests desc"""

SLOWEST_OPERATIONS = """\
stats count(*) as requests, pct(responseLatency, 50) as p50, pct(responseLatency, 99) as p99,
  max(responseLatency) as slowest by httpMethod, resourcePath
| sort p99 desc"""

# Of what no handler has caught, Lambda writes no JSON.
ERRORS_BY_OPERATION = """\
filter level = "ERROR" or @message like /\\[ERROR\\]|Task timed out|Runtime\\.ExitError/
| stats count(*) as errors, latest(@message) as last by @log, operation, message
| sort errors desc"""

UNCOUNTED = """\
filter message = "not counted" or message = "not settled"
| display @timestamp, operation, tenant, request_id, run_id, @message
| sort @timestamp desc"""


def _lines_with(written: str) -> str:
    """`written` is to be replaced by whoever asks."""
    return f"""\
filter @message like "{written}"
| display @timestamp, @log, @message
| sort @timestamp asc"""


def _tokens(metric: str) -> str:
    """An embedded metric is a list: of each value that a request has added to it."""
    return f"""\
fields jsonParse(@message) as line
| filter ispresent(team) and @message like "{metric}"
| unnest line.{metric} into tokens
| stats sum(tokens) as total by team
| sort total desc"""


def _logs(watched: Watched, functions: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"/aws/lambda/{stage_wide(watched.stage, name)}" for name in functions)
