"""What whoever runs a stage sees, and what wakes them: the dashboard, the alarms and their topic, the saved queries."""

from typing import Any

from infrastructure.alarms import Alarm, alarms
from infrastructure.bindings import (
    CloudwatchDashboard,
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
    CloudwatchMetricAlarm,
    CloudwatchMetricAlarmMetricQuery,
    CloudwatchMetricAlarmMetricQueryMetric,
    CloudwatchQueryDefinition,
    Construct,
    KmsKey,
    SnsTopic,
    SnsTopicPolicy,
)
from infrastructure.dashboard import dashboard_body
from infrastructure.log_metrics import LOG_METRICS
from infrastructure.metrics import Series, Watched
from infrastructure.naming import named, stage_wide
from infrastructure.policies import alarm_key_policy, alarm_topic_policy
from infrastructure.saved_queries import saved_queries
from infrastructure.settings import PROJECT
from infrastructure.stage import Stage
from infrastructure.stage_settings import StageSettings

KEY_DELETION_DAYS = 7


class Monitoring(Construct):
    def __init__(self, scope: Construct, stage: StageSettings, watched: Watched, deployed: Stage) -> None:
        super().__init__(scope, "monitoring")
        self._stage, self._watched = stage, watched
        self.topic = self._topic()
        rows = alarms(watched, stage.alarms)
        for alarm in rows:
            self._alarm(alarm)
        self._count_refusals(deployed)
        self._save_queries(deployed)
        dashboard = CloudwatchDashboard(
            self,
            "dashboard",
            dashboard_name=f"{PROJECT}-{stage.name}",
            dashboard_body=dashboard_body(watched, [self._alarms_arn(alarm.name) for alarm in rows]),
        )
        self.dashboard = named("facade", dashboard)

    def _alarms_arn(self, name: str) -> str:
        watched = self._watched
        return f"arn:aws:cloudwatch:{watched.region}:{watched.account}:alarm:{stage_wide(watched.stage, name)}"

    def _topic(self) -> SnsTopic:
        topic = SnsTopic(
            self,
            "topic",
            name=stage_wide(self._stage.name, "alarms"),
            kms_master_key_id=self._key().arn,
        )
        topic = named("alarms", topic)
        policy = alarm_topic_policy(topic.arn, self._watched.account, self._alarms_arn("*"))
        named("alarms", SnsTopicPolicy(self, "topic_policy", arn=topic.arn, policy=policy))
        return topic

    def _key(self) -> KmsKey:
        """CloudWatch may not use AWS's own key for topics, and nobody may change that key's policy.

        https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
        """
        key = KmsKey(
            self,
            "key",
            description=f"Messages of the alarms of {PROJECT}-{self._stage.name}",
            enable_key_rotation=True,
            deletion_window_in_days=KEY_DELETION_DAYS,
            policy=alarm_key_policy(self._watched.account, self._alarms_arn("*")),
        )
        return named("alarms", key)

    def _alarm(self, alarm: Alarm) -> None:
        watched = _expression(alarm) if alarm.expression else _single(alarm)
        declared = CloudwatchMetricAlarm(
            self,
            f"alarm-{alarm.name}",
            alarm_name=stage_wide(self._stage.name, alarm.name),
            alarm_description=alarm.why,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=alarm.threshold,
            evaluation_periods=alarm.periods,
            datapoints_to_alarm=alarm.breaching,
            treat_missing_data=alarm.missing,
            alarm_actions=[self.topic.arn],
            ok_actions=[self.topic.arn],
            **watched,
        )
        named(alarm.name, declared)

    def _count_refusals(self, deployed: Stage) -> None:
        for row in LOG_METRICS:
            counted = CloudwatchLogMetricFilterMetricTransformation(
                namespace=PROJECT, name=row.metric, value="1", unit="Count", dimensions=row.dimensions
            )
            declared = CloudwatchLogMetricFilter(
                self,
                f"filter-{row.name}",
                name=row.name,
                log_group_name=deployed.access_log.name,
                pattern=row.pattern,
                metric_transformation=counted,
            )
            named(row.name, declared)

    def _save_queries(self, deployed: Stage) -> None:
        for query in saved_queries(self._watched, deployed.access_log.name, deployed.execution_log.name):
            declared = CloudwatchQueryDefinition(
                self,
                f"query-{query.name}",
                # The part before the slash is a folder in CloudWatch's console.
                name=f"{PROJECT}-{self._stage.name}/{query.name}",
                log_group_names=list(query.groups),
                query_string=query.text,
            )
            named(query.name, declared)


def _single(alarm: Alarm) -> dict[str, Any]:
    [series] = alarm.of.values()
    watched = {
        "namespace": series.metric.namespace,
        "metric_name": series.metric.name,
        "dimensions": dict(series.metric.dimensions),
        "period": alarm.period,
    }
    if series.stat.startswith("p"):
        # A hundredth of a few requests is the slowest of them, whatever the rest is like.
        return {**watched, "extended_statistic": series.stat, "evaluate_low_sample_count_percentiles": "ignore"}
    return {**watched, "statistic": series.stat}


def _expression(alarm: Alarm) -> dict[str, Any]:
    metrics = [
        CloudwatchMetricAlarmMetricQuery(id=name, metric=_query(series, alarm.period))
        for name, series in alarm.of.items()
    ]
    result = CloudwatchMetricAlarmMetricQuery(
        id="result", expression=alarm.expression, label=alarm.name, return_data=True
    )
    return {"metric_query": [result, *metrics]}


def _query(series: Series, period: int) -> CloudwatchMetricAlarmMetricQueryMetric:
    return CloudwatchMetricAlarmMetricQueryMetric(
        namespace=series.metric.namespace,
        metric_name=series.metric.name,
        dimensions=dict(series.metric.dimensions),
        period=period,
        stat=series.stat,
    )
