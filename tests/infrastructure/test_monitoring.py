"""What is watched of a stage: that it is there to be watched, and that somebody hears of it."""

import json
import re
from typing import Any

import pytest

from contract.gateway_responses import GATEWAY_RESPONSES
from infrastructure.access_log import FIELDS
from infrastructure.log_metrics import LOG_METRICS
from infrastructure.metrics import WRITTEN, Metric
from infrastructure.policies import alarm_key_policy, alarm_topic_policy
from infrastructure.settings import AUTHORIZERS, FUNCTIONS, STEPS
from infrastructure.stages import STAGES
from infrastructure.teams import teams_of
from tests.infrastructure.monitored import ACCOUNT, Monitored, metrics_of_alarm, metrics_of_widgets, watched
from tests.infrastructure.project import Project

NAMES = tuple(stage.name for stage in STAGES)
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
AWS_WRITES = {
    ("AWS/ApiGateway", "ApiName", "Stage"): {"Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"},
    ("AWS/Lambda", "FunctionName"): {"Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"},
    ("AWS/Lambda",): {"Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"},
    ("AWS/States", "StateMachineArn"): {"ExecutionsStarted", "ExecutionsFailed", "ExecutionsTimedOut"},
    ("AWS/SQS", "QueueName"): {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
}
OWNERS_ARN = "arn:aws:cloudwatch:us-west-2:123456789012:alarm:ai-facade-dev-*"


@pytest.fixture(params=NAMES)
def monitored(project: Project, request: pytest.FixtureRequest) -> Monitored:
    return Monitored(project, request.param)


def test_every_metric_that_is_shown_or_watched_is_written_with_exactly_its_dimensions(monitored: Monitored) -> None:
    named = {*metrics_of_widgets(monitored.widgets)}
    named |= {metric for alarm in monitored.alarms.values() for metric in metrics_of_alarm(alarm)}

    assert [metric for metric in named if not is_written(metric)] == []


def is_written(metric: Metric) -> bool:
    dimensions = sorted(name for name, _ in metric.dimensions)
    if metric.namespace == "ai-facade":
        return dimensions in [sorted(written) for written in WRITTEN[metric.name]]
    return metric.name in AWS_WRITES[metric.namespace, *dimensions]


def test_what_is_shown_or_watched_is_what_the_stage_declares(monitored: Monitored) -> None:
    named = {*metrics_of_widgets(monitored.widgets)}
    named |= {metric for alarm in monitored.alarms.values() for metric in metrics_of_alarm(alarm)}

    values: dict[str, set[str]] = {}
    for metric in named:
        for name, value in metric.dimensions:
            values.setdefault(name, set()).add(value)

    assert values["FunctionName"] == declared(monitored, "aws_lambda_function", "function_name")
    states = [json.loads(text) for text in declared(monitored, "aws_cloudcontrolapi_resource", "desired_state")]
    assert values["QueueName"] == {state["QueueName"] for state in states if "QueueName" in state}
    assert values["ApiName"] == declared(monitored, "aws_api_gateway_rest_api", "name")
    assert {arn.rpartition(":")[2] for arn in values["StateMachineArn"]} == declared(
        monitored, "aws_sfn_state_machine", "name"
    )
    assert values["stage"] == values["Stage"] == {monitored.stage}
    assert values["team"] == declared(monitored, "aws_cognito_user_pool_client", "name")
    assert values["kind"] == {"ingest", "batch"}


def declared(monitored: Monitored, kind: str, argument: str) -> set[str]:
    return {each[argument] for each in monitored.project.stack(monitored.stage)["resource"][kind].values()}


def test_models_that_are_watched_are_those_that_have_a_price_at_the_functions(monitored: Monitored) -> None:
    function = monitored.project.resource(monitored.stage, "aws_lambda_function", "run_task")
    prices = json.loads(function["environment"]["variables"]["MODEL_PRICES"])

    metrics = {metric for metric in metrics_of_widgets(monitored.widgets) if metric.name == "ModelLatency"}

    assert {dict(metric.dimensions)["model"] for metric in metrics} == prices.keys()


def test_a_metric_by_dimensions_that_nobody_writes_is_refused() -> None:
    with pytest.raises(KeyError, match="BudgetUsed"):
        watched().own("BudgetUsed", model="model-0")


def test_the_filters_count_what_the_access_log_says_of_refusals() -> None:
    for row in LOG_METRICS:
        types = re.findall(r'\$\.errorType = "([A-Z_]+)"', row.pattern)
        selected = {
            *re.findall(r"\$\.(\w+)", row.pattern),
            *(each.removeprefix("$.") for each in row.dimensions.values()),
        }

        assert set(types) <= GATEWAY_RESPONSES.keys()
        assert types
        assert selected <= FIELDS.keys()
        assert tuple(row.dimensions) in WRITTEN[row.metric]


def test_each_filter_reads_the_access_log_and_counts_one_for_a_request(monitored: Monitored) -> None:
    for row in monitored.filters.values():
        counted = row["metric_transformation"]

        assert row["log_group_name"] == "${aws_cloudwatch_log_group.access_log.name}"
        assert (counted["namespace"], counted["value"], counted["unit"]) == ("ai-facade", "1", "Count")
        # CloudWatch refuses a filter with both.
        assert "default_value" not in counted


def test_every_alarm_and_its_end_are_told_with_a_reason(monitored: Monitored) -> None:
    for alarm in monitored.alarms.values():
        assert alarm["alarm_actions"] == alarm["ok_actions"] == ["${aws_sns_topic.alarms.arn}"]
        assert re.fullmatch(r"[A-Z].{20,}\.", alarm["alarm_description"])
        assert alarm["threshold"] > 0
        assert alarm["treat_missing_data"] in {"notBreaching", "ignore"}
        assert alarm["alarm_name"].startswith(f"ai-facade-{monitored.stage}-")


def test_what_an_alarm_sends_its_reader_to_is_there(monitored: Monitored) -> None:
    told = " ".join(alarm["alarm_description"] for alarm in monitored.alarms.values())

    named = set(re.findall(r"saved query ([\w-]+)", told))

    assert named
    assert named <= monitored.queries.keys()


def test_an_alarm_watches_no_more_metrics_than_aws_takes(monitored: Monitored) -> None:
    assert max(len(metrics_of_alarm(alarm)) for alarm in monitored.alarms.values()) == 10


def test_every_function_but_the_authorizer_is_watched_for_errors_by_one_alarm(monitored: Monitored) -> None:
    counted = [
        dict(metric.dimensions)["FunctionName"]
        for alarm in monitored.alarms.values()
        for metric in metrics_of_alarm(alarm)
        if metric.name == "Errors"
    ]

    functions = {*FUNCTIONS, *STEPS} - AUTHORIZERS.keys()
    assert sorted(counted) == sorted(f"ai-facade-{monitored.stage}-{name}" for name in functions)


def test_a_few_requests_are_too_few_for_a_rate_of_errors(monitored: Monitored) -> None:
    settings = next(stage.alarms for stage in STAGES if stage.name == monitored.stage)

    alarm = monitored.alarms["server-errors"]

    [result] = [query for query in alarm["metric_query"] if query.get("return_data")]
    assert result["expression"] == f"IF(requests >= {settings.server_errors_floor}, 100 * errors / requests, 0)"
    assert alarm["threshold"] == settings.server_errors_percent
    assert monitored.alarms["latency"]["evaluate_low_sample_count_percentiles"] == "ignore"


def test_each_team_has_an_alarm_on_its_budget_that_stays_while_it_is_used_up(monitored: Monitored) -> None:
    settings = next(stage for stage in STAGES if stage.name == monitored.stage)

    for team in teams_of(settings):
        alarm = monitored.alarms[f"budget-{team.name}"]
        assert alarm["dimensions"] == {"stage": monitored.stage, "team": team.name}
        assert (alarm["threshold"], alarm["statistic"]) == (settings.alarms.budget_percent, "Maximum")
        assert alarm["treat_missing_data"] == "ignore"


def test_one_dead_letter_is_enough(monitored: Monitored) -> None:
    alarm = monitored.alarms["purge-dead-letters"]

    assert alarm["dimensions"] == {"QueueName": f"ai-facade-{monitored.stage}-purge-dead-letters"}
    assert (alarm["threshold"], alarm["evaluation_periods"], alarm["datapoints_to_alarm"]) == (1, 1, 1)


def test_all_alarms_are_on_the_dashboard(monitored: Monitored) -> None:
    [shown] = [widget["properties"]["alarms"] for widget in monitored.widgets if widget["type"] == "alarm"]

    assert {arn.rpartition(":")[2] for arn in shown} == {alarm["alarm_name"] for alarm in monitored.alarms.values()}


def test_a_saved_query_asks_log_groups_that_the_stage_has(monitored: Monitored) -> None:
    groups = monitored.project.stack(monitored.stage)["resource"]["aws_cloudwatch_log_group"]
    known = {group["name"] for group in groups.values()}
    known |= {f"${{aws_cloudwatch_log_group.{name}.name}}" for name in ("access_log", "execution_log")}

    for query in monitored.queries.values():
        assert set(query["log_group_names"]) <= known
        assert 0 < len(query["log_group_names"]) <= 50
        assert query["name"].startswith(f"ai-facade-{monitored.stage}/")


def test_the_topic_is_encrypted_with_a_key_that_cloudwatch_may_use(project: Project) -> None:
    topic = project.resource("prod", "aws_sns_topic", "alarms")
    key = project.resource("prod", "aws_kms_key", "alarms")

    assert topic["name"] == "ai-facade-prod-alarms"
    assert topic["kms_master_key_id"] == "${aws_kms_key.alarms.arn}"
    assert key["enable_key_rotation"] is True


def test_alarms_of_this_account_and_stage_publish_and_nobody_without_tls() -> None:
    alarms, plain = statements(alarm_topic_policy("arn:topic", ACCOUNT, OWNERS_ARN))

    assert alarms["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert (alarms["Effect"], alarms["Action"], alarms["Resource"]) == ("Allow", "sns:Publish", "arn:topic")
    assert alarms["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": OWNERS_ARN},
    }
    assert (plain["Effect"], plain["Principal"]) == ("Deny", "*")
    assert plain["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_key_is_its_owners_and_encrypts_for_the_same_alarms() -> None:
    owner, alarms = statements(alarm_key_policy(ACCOUNT, OWNERS_ARN))

    assert owner["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert alarms["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert alarms["Condition"]["ArnLike"] == {"aws:SourceArn": OWNERS_ARN}


def statements(policy: str) -> list[dict[str, Any]]:
    document: list[dict[str, Any]] = json.loads(policy)["Statement"]
    return document


@pytest.mark.parametrize("stage", NAMES)
def test_the_outputs_tell_where_to_look_and_where_to_listen(project: Project, stage: str) -> None:
    outputs = project.stack(stage)["output"]

    assert outputs["dashboard"]["value"] == "${aws_cloudwatch_dashboard.facade.dashboard_name}"
    assert outputs["alarms_topic"]["value"] == "${aws_sns_topic.alarms.arn}"
