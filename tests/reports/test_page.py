"""The page: whole in one file, whatever names it shows, and fit for a browser of any width."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from reports.charts import MOST_SERIES, OTHERS, by_outcome, by_team, latencies, month_days, round_top
from reports.month_report import MonthReport
from reports.page import page
from reports.tallies import Key, Tally
from tests.browser import open_browser
from tests.html_elements import HOSTILE, Elements, references
from tests.reports.made import report_of, row

WIDTHS = (320, 375, 1280)


def a_month(name: str = "z", model: str = "model-a", last: int = 23) -> MonthReport:
    days = [f"2026-11-{day:02}" for day in range(1, last + 1)]
    rows = [
        row(day, operation, model=model, requests=10 * number, errors=2, input_tokens=900, output_tokens=100)
        for day in days
        for number, operation in enumerate(("runTask", "searchPassages", name), start=1)
    ]
    log = Tally()
    for reason in ("rate", "missing scope", "no or bad token", "invalid request"):
        log.refused[Key("2026-11-20", name, "runTask"), reason] = 12
    others = {f"team-{number}": rows[:number] for number in range(10)}
    return report_of({name: rows, "over-budget": rows[:3], **others}, log)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@settings(max_examples=30)
@given(st.text(max_size=40))
@example(HOSTILE)
def test_names_stay_text(name: str) -> None:
    """The first letter keeps the order of what is shown."""
    plain = Elements(page(a_month("z", "model", last=1)))

    shown = Elements(page(a_month(f"z{name}", f"model{name}", last=1)))

    assert shown.shape() == plain.shape()


def test_hostile_names_are_shown_as_they_are() -> None:
    assert HOSTILE in Elements(page(a_month(HOSTILE))).text


def test_page_refers_to_nothing_else() -> None:
    text = page(a_month())

    assert references(text) == ["data:,"]
    assert not [attributes for _, attributes in Elements(text).all if any(name.startswith("on") for name in attributes)]
    assert "http:" not in text
    assert "https:" not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_opens_it_without_a_complaint_at_any_width(
    browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    file = tmp_path / "report.html"
    file.write_text(page(a_month(HOSTILE)), encoding="utf-8")
    complaints: list[str] = []
    asked: list[str] = []

    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        context.on("request", lambda request: asked.append(request.url))
        shown = context.new_page()
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.on("dialog", lambda dialog: complaints.append(dialog.message))
        shown.goto(file.as_uri())

        assert shown.evaluate("document.documentElement.scrollWidth") == width
        assert shown.locator("figure .stack i").count() > 0
        context.close()

    assert complaints == []
    assert {url for url in asked if not url.startswith("data:")} == {file.as_uri()}


def test_the_budget_line_stands_at_four_fifths_and_a_team_beyond_it_is_marked() -> None:
    elements = Elements(page(a_month()))

    bars = [attributes for tag, attributes in elements.all if tag == "i" and attributes.get("class") == "warned"]
    assert {each["style"] for each in bars} == {"width:85.000%"}
    assert {a["style"] for tag, a in elements.all if tag == "s" and a["style"] == "left:80.0%"} == {"left:80.0%"}


def test_a_month_of_nothing_is_a_page_too() -> None:
    text = Elements(page(report_of({}))).text

    assert "Nothing was used." in text
    assert "No model was called." in text


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=12))
def test_columns_fill_the_chart_as_far_as_their_values_say(tokens: Sequence[int]) -> None:
    rows = {f"team-{number}": [row("2026-11-03", input_tokens=each)] for number, each in enumerate(tokens)}
    made = report_of(rows)

    for chart in (by_team(made, lambda use: use.tokens), by_outcome(made)):
        assert [column.day for column in chart.columns] == month_days("2026-11")
        for column in chart.columns:
            filled = sum(part.percent for part in column.parts)
            assert filled <= 100.001
            assert filled * chart.top / 100 == pytest.approx(column.value)


def test_more_teams_than_colours_share_the_last() -> None:
    rows = {f"team-{number}": [row("2026-11-03", input_tokens=100 - number)] for number in range(MOST_SERIES + 3)}

    chart = by_team(report_of(rows), lambda use: use.tokens)

    assert [each.name for each in chart.series] == [*(f"team-{number}" for number in range(MOST_SERIES - 1)), OTHERS]
    assert chart.columns[2].value == sum(100 - number for number in range(MOST_SERIES + 3))


def test_latencies_lie_on_the_scale_in_their_order() -> None:
    made = report_of({"default": [row("2026-11-03", latencies={30: 97, 60: 1, 90: 2}), row("2026-11-03", "getRun")]})

    shown = latencies(made.operations)

    assert [mark for mark, _ in shown.marks] == [1, 10, 100, 1000]
    for span in shown.spans:
        assert 0 <= span.start <= span.middle <= span.end <= 100


@given(st.floats(1e-9, 1e15))
def test_the_top_of_a_chart_is_a_round_number_above_all(value: float) -> None:
    assert value <= round_top(value) * 1.001 <= value * 2.6


@pytest.mark.parametrize(("month", "last"), [("2026-02", 28), ("2028-02", 29), ("2026-12", 31)])
def test_a_chart_has_every_day_of_its_month(month: str, last: int) -> None:
    assert month_days(month) == [f"{month}-{day:02}" for day in range(1, last + 1)]
