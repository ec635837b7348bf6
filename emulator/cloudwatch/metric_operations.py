"""Operations on metrics, in the place of moto's: over the store of this package, with percentiles and metric math."""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.exceptions import InvalidParameterValue, ValidationError
from moto.cloudwatch.models import CloudWatchBackend, MetricDatum, MetricDatumBase
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from emulator.cloudwatch.distribution import LARGEST, Distribution, is_statistic
from emulator.cloudwatch.metric_store import Metric, MetricStore, Place, metric_store
from emulator.cloudwatch.queries import MathError, MetricQuery, metric_data


def _place(backend: CloudWatchBackend) -> Place:
    return Place(backend.account_id, backend.region_name)


def put_metric_data(backend: CloudWatchBackend, namespace: str, metric_data: list[dict[str, Any]]) -> None:
    for number, datum in enumerate(metric_data, 1):
        backend._validate_parameters_put_metric_data(datum, number)  # noqa: SLF001 - moto's own checks
        for value in (datum.get("Value", 0), *(datum.get("Values") or ())):
            if abs(float(value)) > LARGEST:
                parameter = f"MetricData.member.{number}.Value"
                raise InvalidParameterValue(f"The value {value} for parameter {parameter} is invalid.")
    for datum in metric_data:
        metric = _metric(namespace, datum["MetricName"], datum.get("Dimensions") or ())
        at = seconds(datum["Timestamp"]) if datum.get("Timestamp") else time.time()
        resolution = 1 if int(datum.get("StorageResolution") or 60) == 1 else 60
        metric_store().add(_place(backend), metric, at, _distribution(datum), datum.get("Unit"), resolution)


def _distribution(datum: Mapping[str, Any]) -> Distribution:
    statistics = datum.get("StatisticValues")
    if statistics:
        names = ("SampleCount", "Sum", "Minimum", "Maximum")
        return Distribution.of_statistics(*(float(statistics[name]) for name in names))
    values = [float(value) for value in datum.get("Values") or ()]
    if not values:
        return Distribution.of([float(datum.get("Value", 0))])
    counts: dict[float, int] = {}
    for value, count in zip(values, datum.get("Counts") or [1] * len(values), strict=True):
        counts[value] = counts.get(value, 0) + int(float(count))
    return Distribution.of_counts({value: count for value, count in counts.items() if count > 0})


def get_metric_data(
    backend: CloudWatchBackend,
    queries: list[dict[str, Any]],
    start_time: datetime,
    end_time: datetime,
    scan_by: str = "TimestampAscending",
) -> list[dict[str, Any]]:
    start, end = seconds(start_time), seconds(end_time)
    if start >= end:
        problem = "must not equal parameter EndTime" if start == end else "must be less than the parameter EndTime"
        raise ValidationError(f"The parameter StartTime {problem}.")
    read = [_query(query) for query in queries]
    try:
        results = metric_data(backend.region_name, backend.account_id, read, start, end, _store(backend, read))
    except MathError as error:
        raise ValidationError(f"Error in expression: {error}") from error
    newest_first = scan_by == "TimestampDescending"
    return [
        {
            "Id": result.id,
            "Label": result.label,
            "Timestamps": [_moment(at) for at, _ in sorted(result.points, reverse=newest_first)],
            "Values": [value for _, value in sorted(result.points, reverse=newest_first)],
            "StatusCode": "Complete",
        }
        for result in results
    ]


def _query(query: Mapping[str, Any]) -> MetricQuery:
    label, returned = query.get("Label") or "", query.get("ReturnData", True) is not False
    if "MetricStat" not in query:
        period = int(query.get("Period") or 60)
        return MetricQuery(query["Id"], expression=query["Expression"], period=period, label=label, returned=returned)
    stat = query["MetricStat"]
    if not is_statistic(stat["Stat"]):
        raise ValidationError(f"The statistic {stat['Stat']} is not supported.")
    metric = _metric(stat["Metric"]["Namespace"], stat["Metric"]["MetricName"], stat["Metric"].get("Dimensions") or ())
    period = max(1, int(stat["Period"]))
    return MetricQuery(query["Id"], metric, stat["Stat"], "", period, stat.get("Unit"), label, returned)


def get_metric_statistics(response: CloudWatchResponse) -> ActionResult:
    given = response._get_params()  # noqa: SLF001 - the only way to the parameters, for moto's own methods too
    backend = response.cloudwatch_backend
    wanted = [*(given.get("Statistics") or ()), *(given.get("ExtendedStatistics") or ())]
    unknown = next((name for name in wanted if not is_statistic(name)), None)
    if not wanted or unknown is not None:
        raise InvalidParameterValue(
            f"The value {unknown} for parameter ExtendedStatistics is not supported."
            if unknown
            else "Must specify either Statistics or ExtendedStatistics"
        )
    start, end, period = seconds(given["StartTime"]), seconds(given["EndTime"]), max(1, int(given["Period"]))
    if start >= end:
        raise InvalidParameterValue("The parameter StartTime must be less than the parameter EndTime.")
    metric = _metric(given["Namespace"], given["MetricName"], given.get("Dimensions") or ())
    store = _store(backend, [MetricQuery("m", metric)])
    place, first = _place(backend), int(start // min(period, 60) * min(period, 60))
    unit = store.unit(place, metric) or "None"
    told = store.statistics(place, metric, wanted, range(first, int(-(-end // 1)), period), given.get("Unit"))
    data = [_datapoint(at, values) | {"Unit": unit} for at, values in told.items()]
    return ActionResult({"Label": metric.name, "Datapoints": data})


def _datapoint(at: int, told: Mapping[str, float]) -> dict[str, Any]:
    extended = {name: value for name, value in told.items() if name.startswith("p")}
    plain = {name: value for name, value in told.items() if name not in extended}
    return {"Timestamp": _moment(at), **plain, **({"ExtendedStatistics": extended} if extended else {})}


def filtered_metrics(
    backend: CloudWatchBackend, metric_name: str | None, namespace: str | None, dimensions: list[dict[str, str]]
) -> list[MetricDatumBase]:
    known = dict.fromkeys(metric_store().metrics(_place(backend)))
    known |= dict.fromkeys(_metric_of(datum) for datum in backend.aws_metric_data)
    wanted = [(each["Name"], each.get("Value")) for each in dimensions or ()]
    return [
        MetricDatumBase(metric.namespace, metric.name, [{"Name": n, "Value": v} for n, v in metric.dimensions], None)
        for metric in known
        if metric_name in (None, metric.name)
        and namespace in (None, metric.namespace)
        and all(any(name == own and value in (None, its) for own, its in metric.dimensions) for name, value in wanted)
    ]


def _store(backend: CloudWatchBackend, queries: Iterable[MetricQuery]) -> MetricStore:
    """What moto reckons from its own buckets is there when somebody asks for it."""
    if not any(query.metric is not None and query.metric.namespace == "AWS/S3" for query in queries):
        return metric_store()
    store = MetricStore()
    for datum in backend.aws_metric_data:
        if isinstance(datum, MetricDatum):
            at = seconds(datum.timestamp)
            store.add(_place(backend), _metric_of(datum), at, Distribution.of([datum.value]), datum.unit)
    return store


def _metric(namespace: str, name: str, dimensions: Iterable[Mapping[str, str]]) -> Metric:
    return Metric(namespace, name, tuple(sorted((each["Name"], each["Value"]) for each in dimensions)))


def _metric_of(datum: MetricDatumBase) -> Metric:
    dimensions = sorted((each.name or "", each.value or "") for each in datum.dimensions)
    return Metric(datum.namespace, datum.name, tuple(dimensions))


def seconds(moment: datetime) -> float:
    """moto has times without a time zone, in UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
