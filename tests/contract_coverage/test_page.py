"""HAR files in, a page out: whole in one file, and fit for a browser without a network."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_coverage.__main__ import main
from contract_coverage.coverage import measure
from contract_coverage.har import HarError, exchanges_of
from contract_coverage.page import page
from tests.browser import open_browser
from tests.contract_coverage.made import THING, contract_of, get, post
from tests.html_elements import HOSTILE


def entry(at: str, path: str, status: int = 200, **request: Any) -> dict[str, Any]:
    return {
        "startedDateTime": f"2026-11-23T09:00:{at}+00:00",
        "request": {
            "method": "GET",
            "url": f"https://x.example/stage{path}",
            "headers": [{"name": "If-None-Match", "value": '"1"'}],
            **request,
        },
        "response": {
            "status": status,
            "headers": [{"name": "Location", "value": "/a"}],
            "content": {"mimeType": "application/json; charset=utf-8", "text": "e30=", "encoding": "base64"},
        },
    }


def har(folder: Path, *entries: Any) -> Path:
    file = folder / "har.json"
    file.write_text(json.dumps({"log": {"entries": entries}}))
    return file


def test_a_har_file_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    sent = {"mimeType": "Application/JSON; charset=utf-8", "text": "[1]"}
    file = har(tmp_path, entry("02.5", "/later?a=%20b&a="), entry("02", "/first", method="POST", postData=sent))

    first, later = exchanges_of(file)

    assert (first.method, first.path, first.media_type, first.body) == (
        "post",
        "/stage/first",
        "application/json",
        "[1]",
    )
    assert (first.answer_media_type, first.answer_body) == ("application/json", "{}")
    assert (later.path, later.query, later.body) == ("/stage/later", (("a", " b"), ("a", "")), None)
    assert (later.headers["if-none-match"], later.answer_headers["location"]) == ('"1"', "/a")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"log": {"entries": [{}]}}', '{"log": {"entries": [5]}}'])
def test_a_file_that_is_no_har_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text)

    with pytest.raises(HarError, match=r"broken\.json"):
        exchanges_of(file)


def test_the_command_prints_the_table_and_writes_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    contract, written = tmp_path / "openapi.json", tmp_path / "report" / "coverage.html"
    contract.write_text(json.dumps(contract_of().root))
    runs = har(tmp_path, entry("01", "/things"), entry("02", "/things/t-1", 404))
    monkeypatch.setattr("sys.argv", ["x", *f"--contract {contract} --har {runs} {runs} --html {written}".split()])

    status = main()

    assert status == 0
    assert "listThings" in capsys.readouterr().out
    assert "4 requests" in written.read_text(encoding="utf-8")


def test_the_page_loads_nothing_and_shows_each_place_in_a_browser() -> None:
    contract = contract_of({"type": "string", "enum": [HOSTILE]}, limit={"type": "integer", "maximum": 9})
    coverage = measure(contract, [[post(json.dumps(HOSTILE), 201, THING), get("/things", query=(("limit", "9"),))]])
    asked: list[str] = []

    with open_browser() as browser:
        shown = browser.new_page()
        shown.on("request", lambda request: asked.append(request.url))
        shown.set_content(page(coverage, ["seed-1/har.json"]))
        unopened = shown.locator("text=maximum at its bound").is_visible()
        shown.locator("#listThings summary", has_text="Keywords of requests").click()
        opened = shown.locator("#listThings >> text=maximum at its bound").is_visible()
        never = shown.locator("section.check", has_text="nothing produced").inner_text()
        scripts = shown.locator("script, img").count()

    assert (unopened, opened) == (False, True)
    assert "getThing" in never
    assert scripts == 0
    assert [url for url in asked if not url.startswith("data:")] == []
