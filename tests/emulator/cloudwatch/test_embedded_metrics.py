"""Which metrics are in a document of the embedded metric format, and which documents are none."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch.embedded_metrics import Datum, embedded_metrics, is_embedded
from emulator.cloudwatch.metric_store import Metric
from tests.emulator.cloudwatch.powertools import printed_metrics, printed_single_metric

NOW = 1_763_841_600.0


def document(**changes: Any) -> dict[str, Any]:
    directive = {
        "Namespace": "AI",
        "Dimensions": [["model", "stage"], ["stage"], []],
        "Metrics": [{"Name": "Tokens", "Unit": "Count"}],
    }
    return {
        "_aws": {"Timestamp": NOW * 1000, "CloudWatchMetrics": [directive]},
        "model": "small",
        "stage": "dev",
        "Tokens": [10, 20.5],
    } | changes


def directive(**changes: Any) -> dict[str, Any]:
    whole = document()
    whole["_aws"]["CloudWatchMetrics"][0] |= changes
    return whole


def found(whole: object) -> list[Datum]:
    return list(embedded_metrics(json.dumps(whole), NOW))


def test_each_dimension_set_is_a_metric() -> None:
    data = found(document())

    assert [datum.metric for datum in data] == [
        Metric("AI", "Tokens", (("model", "small"), ("stage", "dev"))),
        Metric("AI", "Tokens", (("stage", "dev"),)),
        Metric("AI", "Tokens"),
    ]
    assert {(datum.at, tuple(datum.values), datum.unit, datum.resolution) for datum in data} == {
        (NOW, (10.0, 20.5), "Count", 60)
    }


def test_powertools_metrics_are_found() -> None:
    message = printed_metrics("AI", 10, 20)

    data = embedded_metrics(message, time.time())

    dimensions = (("model", "small"), ("service", "facade"))
    assert is_embedded(message)
    assert [(each.metric, each.values, each.unit, each.resolution) for each in data] == [
        (Metric("AI", "Tokens", dimensions), [10, 20], "Count", 60),
        (Metric("AI", "Time", dimensions), [1.5], "Milliseconds", 1),
    ]


def test_powertools_single_metric_is_found() -> None:
    [datum] = embedded_metrics(printed_single_metric("AI"), time.time())

    assert datum.metric.name == "ColdStart"
    assert ("function", "run_task") in datum.metric.dimensions
    assert datum.values == [1.0]


def test_a_number_is_one_value() -> None:
    assert [datum.values for datum in found(document(Tokens=7))] == [[7.0]] * 3


def test_thirty_dimensions_are_taken() -> None:
    names = [f"d{number}" for number in range(30)]
    whole = directive(Dimensions=[names]) | dict.fromkeys(names, "x")

    assert [len(datum.metric.dimensions) for datum in found(whole)] == [30]


def test_dimension_that_is_missing_leaves_out_its_set_alone() -> None:
    whole = document()
    del whole["model"]

    assert [datum.metric.dimensions for datum in found(whole)] == [(("stage", "dev"),), ()]


@pytest.mark.parametrize(
    "value",
    ["7", None, True, {}, [], [1, "2"], [1, None], [[1]], [1] * 101, 1e200, float("nan"), float("inf"), 10**400],
)
def test_what_is_no_number_is_no_value(value: object) -> None:
    assert found(document(Tokens=value)) == []


@pytest.mark.parametrize(
    "whole",
    [
        [],
        {"_aws": 1},
        document(_aws={"CloudWatchMetrics": []}),
        document(_aws={"Timestamp": NOW * 1000}),
        document(_aws={"Timestamp": "now", "CloudWatchMetrics": document()["_aws"]["CloudWatchMetrics"]}),
        document(_aws={"Timestamp": NOW, "CloudWatchMetrics": document()["_aws"]["CloudWatchMetrics"]}),
        document(_aws={"Timestamp": NOW * 1000 + 8e6, "CloudWatchMetrics": document()["_aws"]["CloudWatchMetrics"]}),
        document(_aws={"Timestamp": NOW * 1000, "CloudWatchMetrics": [1]}),
        directive(Namespace=""),
        directive(Namespace=1),
        directive(Namespace="x" * 1025),
        directive(Dimensions="model"),
        directive(Dimensions=["model"]),
        directive(Dimensions=[[1]]),
        directive(Dimensions=[["d"] * 31]),
        directive(Metrics=None),
        directive(Metrics=["Tokens"]),
        directive(Metrics=[{"Name": ""}]),
        directive(Metrics=[{"Name": "Tokens", "Unit": "Tokens"}]),
        directive(Metrics=[{"Name": "Tokens", "StorageResolution": 5}]),
        directive(Metrics=[{"Name": "Tokens"}] * 101),
    ],
)
def test_document_that_is_not_valid_has_no_metrics(whole: object) -> None:
    assert found(whole) == []


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(_json, _json, _json, _json)
def test_whatever_a_function_prints_is_read_without_harm(a: object, b: object, c: object, d: object) -> None:
    directives = [
        {"Namespace": "AI", "Dimensions": a, "Metrics": b},
        {"Namespace": "AI", "Dimensions": [], "Metrics": c},
    ]
    whole = {"_aws": {"Timestamp": NOW * 1000, "CloudWatchMetrics": directives}, "Tokens": d}

    for datum in found(whole):
        assert datum.values
