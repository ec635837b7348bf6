"""What a line of the access log says of its request."""

import pytest

from reports.lines import NO_TEAM, REASONS, Outcome, read_line
from reports.operations import NO_OPERATION, Kind
from tests.reports.made import OPERATIONS, refused, written


@pytest.mark.parametrize(
    ("method", "path", "operation", "kind"),
    [
        ("POST", "/ai-service", "runTask", Kind.FUNCTION),
        ("GET", "/documents/{documentId}", "getDocument", Kind.FUNCTION),
        ("POST", "/models/{proxy+}", "callModelServer", Kind.SERVER),
        ("PURGE", "/models/{proxy+}", "askModelServer", Kind.SERVER),
        ("GET", "/health", "getHealth", Kind.GATEWAY),
        ("PURGE", "/ai-service", NO_OPERATION, Kind.NONE),
        ("GET", "-", NO_OPERATION, Kind.NONE),
    ],
)
def test_method_and_path_name_the_operation(method: str, path: str, operation: str, kind: Kind) -> None:
    line = read_line(written(httpMethod=method, resourcePath=path), OPERATIONS)

    assert line is not None
    assert (line.operation.name, line.operation.kind) == (operation, kind)


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        (written(), Outcome.ANSWERED, ""),
        (written(status="404", integrationStatus="404"), Outcome.ANSWERED, ""),
        (written(status="429", integrationStatus="429"), Outcome.ANSWERED, "budget"),
        (refused("UNAUTHORIZED", 401), Outcome.REFUSED, "no or bad token"),
        (refused("ACCESS_DENIED", 403), Outcome.REFUSED, "missing scope"),
        (refused("THROTTLED", 429), Outcome.REFUSED, "rate"),
        (refused("QUOTA_EXCEEDED", 429), Outcome.REFUSED, "quota"),
        (refused("BAD_REQUEST_BODY", 400), Outcome.REFUSED, "invalid request"),
        (refused("AUTHORIZER_FAILURE", 500), Outcome.REFUSED, "authorizer failed"),
        (refused("WAF_FILTERED", 403), Outcome.REFUSED, "firewall"),
        (refused("DEFAULT_4XX", 400), Outcome.REFUSED, "other"),
        (refused("INTEGRATION_TIMEOUT", 504), Outcome.UNANSWERED, "no answer"),
        (refused("DEFAULT_5XX", 502), Outcome.UNANSWERED, "no answer"),
        (written(errorType="DEFAULT_5XX", status="502", integrationStatus="502"), Outcome.UNANSWERED, "no answer"),
        (written(resourcePath="/health", httpMethod="GET", integrationStatus="-"), Outcome.BY_GATEWAY, ""),
        (written(httpMethod="OPTIONS", status="204", integrationStatus="-"), Outcome.BY_GATEWAY, ""),
        (written(httpMethod="PUT", status="405", integrationStatus="-"), Outcome.REFUSED, "no such operation"),
        (refused("MISSING_AUTHENTICATION_TOKEN", 404, resourcePath="-"), Outcome.REFUSED, "no such operation"),
    ],
)
def test_status_and_type_say_who_answered_and_why(text: str, outcome: Outcome, reason: str) -> None:
    line = read_line(text, OPERATIONS)

    assert line is not None
    assert (line.outcome, line.reason) == (outcome, reason)
    assert line.reason in {*REASONS, ""}


def test_line_without_a_team_is_of_none() -> None:
    line = read_line(written(team="-"), OPERATIONS)

    assert line is not None
    assert line.team == NO_TEAM


@pytest.mark.parametrize(
    "text", ["", "START RequestId", "[]", "{}", '"a"', written(status="-"), written(requestTime="-")]
)
def test_what_is_no_line_is_none(text: str) -> None:
    assert read_line(text, OPERATIONS) is None
