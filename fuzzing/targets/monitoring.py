"""Emulator: the small languages of CloudWatch, and what functions write into their logs."""

from emulator.cloudwatch.alarm_rules import State
from emulator.cloudwatch.composite_rules import holds
from emulator.cloudwatch.distribution import Distribution
from emulator.cloudwatch.embedded_metrics import embedded_metrics, is_embedded
from emulator.cloudwatch.filter_patterns import Event, InvalidPattern, compile_pattern
from emulator.cloudwatch.metric_store import Metric, MetricStore, Place
from emulator.cloudwatch.queries import MathError, MetricQuery, metric_data
from fuzzing.target import Check, Target, Targets, lines_of

_NOW = 1_763_841_600
_PLACE = Place("123456789012", "us-east-1")


def _check_pattern(data: bytes) -> None:
    (text, field), message = lines_of(data, 2)
    pattern = compile_pattern(text)
    if isinstance(pattern, InvalidPattern):
        return
    event = Event(message.decode("utf-8", "replace"))
    if event.matches(pattern):
        event.field(field)


def _check_rule(data: bytes) -> None:
    states = {"a": State.OK, "b": State.ALARM}
    assert holds(data.decode("utf-8", "replace"), states.get) in {True, False, None}


def _open_math() -> Check:
    store = MetricStore()
    metrics = [Metric("n", "a"), Metric("n", "b")]
    for at in range(0, 300, 60):
        for metric in metrics:
            store.add(_PLACE, metric, _NOW + at, Distribution.of([float(at)]))
    asked = [MetricQuery(f"m{number}", metric, "Sum") for number, metric in enumerate(metrics)]

    def check(data: bytes) -> None:
        queries = [*asked, MetricQuery("e", expression=data.decode("utf-8", "replace"))]
        try:
            results = metric_data(_PLACE.region, _PLACE.account_id, queries, _NOW, _NOW + 300, store)
        except MathError:
            return
        for result in results:
            assert all(isinstance(value, float | int) and value == value for _, value in result.points)  # noqa: PLR0124 - NaN is not

    return check


def _check_embedded(data: bytes) -> None:
    message = data.decode("utf-8", "replace")
    if not is_embedded(message):
        return
    for datum in embedded_metrics(message, _NOW):
        assert isinstance(datum.metric.namespace, str)


TARGETS: Targets = {
    "filter-patterns": Target(
        "a pattern that is refused, or one that matches or does not",
        lambda: _check_pattern,
        (
            b'{ $.a = 1 && ($.b[0].c != "x*" || $.d IS NULL) }\n$.a\n{"a": 1, "b": [{"c": "y"}]}',
            b"[ip, user, ..., status = 4*, bytes > 100]\n$status\n1.2.3.4 u - - 404 123",
            b'ERROR -"a b" ?x %r[e]+% \n\nERROR x',
            b"{ $.t = %[0-9]+% }\n$.t\n{}",
        ),
        (
            *b"""
            && || % ( ) [ ... * " ? - != >=
            """.split(),
            b"{ $.",
            b" IS NULL",
            b" NOT EXISTS",
            b" EXISTS",
            b"IS TRUE",
        ),
    ),
    "alarm-rules": Target(
        "whether a composite alarm's rule holds, or that it is none",
        lambda: _check_rule,
        (b'ALARM("a") AND NOT (OK(b) OR FALSE)', b"TRUE", b"INSUFFICIENT_DATA(c)"),
        (
            *b"""
            ALARM( OK( TRUE FALSE ( ) "
            """.split(),
            b"NOT ",
            b" AND ",
            b" OR ",
        ),
    ),
    "metric-math": Target(
        "series of numbers, or MathError",
        _open_math,
        (
            b"m1 / m0 * 100",
            b"SUM(METRICS())",
            b"FILL(m1, REPEAT)",
            b"IF(m1 > 1, m0, 0)",
            b"[m0, m1]",
            b"RATE(m0) ^ -0.5",
            b"AVG(METRICS('a'))",
        ),
        (
            *b"""
            METRICS( FILL( IF( SUM( MAX( RATE( DIFF( PERIOD( LOG10( CEIL( SORT( TIME_SERIES( SLICE( RUNNING_SUM(
            STDDEV( 1e308 LINEAR m1 e [ ] SEARCH(
            """.split(),
            b" ^ ",
        ),
    ),
    "embedded-metrics": Target(
        "metrics, or none",
        lambda: _check_embedded,
        (
            (
                b'{"_aws": {"Timestamp": 1763841600000, "CloudWatchMetrics": [{"Namespace": "n", "Dimensions": '
                b'[["d"]], '
                b'"Metrics": [{"Name": "m", "Unit": "Count"}]}]}, "d": "x", "m": [1, 2.5]}'
            ),
            b'{"_aws": {}}',
        ),
        (
            *b"""
            "_aws" "Timestamp" "CloudWatchMetrics" "Dimensions" "Metrics" "Name" "StorageResolution" 1e999 NaN null
            true
            """.split(),
        ),
    ),
}
