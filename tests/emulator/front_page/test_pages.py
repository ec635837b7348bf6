"""The pages, as they are written: what they show, what they mask, and that nothing in them is a client's own HTML."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import pytest

from emulator.front_page.pages import FrontPage
from emulator.front_page.request_log import KEPT_REQUESTS, RequestLog
from emulator.front_page.sources import DashboardView, FunctionView, LoggedLine, Sources
from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.snapshot import MethodSettings
from tests.emulator.data_plane.fakes import FakeFunctions, succeeded
from tests.emulator.data_plane.rest_apis import (
    API_ID,
    STAGE,
    Deployed,
    header,
    lambda_proxy,
    method,
    mock,
    settings,
    snapshot,
)
from tests.emulator.front_page.fakes import FakeMonitoring

KEY = "secret-key-0123456789"
FUNCTION = FunctionView("run_task", "eu-west-1", "python3.13", "app.handle", 512, 10, 1, 2, 0, 3)
PATHS = {
    "/pets": {"GET": method(mock(response="{}")), "POST": method(mock(), apiKeyRequired=True)},
    "/pets/{id}": {"GET": method(lambda_proxy())},
}


class Site:
    """A stage that is called, and the pages that tell of it."""

    def __init__(self, functions: Sequence[FunctionView] = (FUNCTION,)) -> None:
        logging = MethodSettings(None, logging_level="INFO", data_trace=True)
        self.stage = Deployed(
            snapshot(PATHS),
            settings(method_settings={"*/*": logging}),
            functions=FakeFunctions(succeeded({"statusCode": 200})),
        )
        self.requests = RequestLog()
        self.monitoring = FakeMonitoring()
        self.sources = Sources(
            stages=self.stage.stages,
            requests=self.requests,
            functions=lambda: functions,
            function_log=lambda _: [LoggedLine(1_763_841_600_000, "<script>alert(1)</script>")],
            monitoring=self.monitoring,
            host="127.0.0.1",
            endpoint_url="http://127.0.0.1:4566",
            region="eu-west-1",
            account_id="123456789012",
        )

    def call(self, http_method: str, path: str, **more: Any) -> str:
        """Returns the request's id."""
        answer = self.stage.call(http_method, path, **more)
        self.requests.observe(self.stage.observed[-1])
        return header(answer, "x-amzn-RequestId") or ""

    def get(self, path: str = "", query: str = "", *, http_method: str = "GET", host: str = "127.0.0.1") -> HttpAnswer:
        request = HttpRequest(
            http_method, f"/_emulator{path}", query, (("Host", host),), b"", "127.0.0.1", ("127.0.0.1", 80), "HTTP/1.1"
        )
        return asyncio.run(FrontPage(self.sources).answer(request))

    def text(self, path: str = "", query: str = "") -> str:
        answer = self.get(path, query)
        assert answer.status == 200
        return answer.body.decode()


def test_overview_shows_stages_requests_and_functions() -> None:
    site = Site()
    request_id = site.call("GET", "/pets", query="a=1")

    page = site.text()

    assert f'href="http://127.0.0.1:4566/_aws/execute-api/{API_ID}/{STAGE}/"' in page
    assert f'href="/_emulator/stages/{API_ID}/{STAGE}"' in page
    assert f'href="/_emulator/requests/{request_id}"' in page
    assert 'href="/_emulator/functions/eu-west-1/run_task"' in page
    assert "1 busy, 2 idle, 3 waiting" in page


def test_overview_names_the_dashboards() -> None:
    site = Site()
    site.monitoring.deployed = [DashboardView("pets & more", "eu-west-1", "{}", 0.0)]

    assert '<a href="/_emulator/dashboards/pets%20%26%20more">pets &amp; more</a>' in site.text()
    assert '<a href="/_emulator/dashboards/pets%20%26%20more">pets &amp; more</a>' in site.text("/dashboards")
    assert site.get("/dashboards/none").status == 404


def test_overview_of_an_emulator_without_anything_says_what_to_do() -> None:
    site = Site(functions=())
    site.stage.stages.remove(API_ID, STAGE)

    page = site.text()

    assert "Nothing is deployed yet" in page
    assert "No request yet" in page
    assert "No function yet" in page


def test_stage_shows_its_routes() -> None:
    page = re.sub(r"\s+", " ", Site().text(f"/stages/{API_ID}/{STAGE}"))

    assert '<td><b>GET</b></td> <td class="target code">/pets/{id}</td> <td>Lambda proxy</td>' in page
    assert (
        '<td><b>POST</b></td> <td class="target code">/pets</td> <td>Mock</td> <td class="faint">API key</td>' in page
    )


def test_request_shows_its_steps_and_its_log() -> None:
    site = Site()
    request_id = site.call("GET", "/pets/7")

    page = site.text(f"/requests/{request_id}")

    outcomes = re.findall(r'<th scope="row">(.*?)</th>\s*<td><span class="outcome .*?">(.*?)</span>', page)
    assert outcomes == [
        ("Route", "passed"),
        ("Authorize", "passed"),
        ("Check the API key", "passed"),
        ("Throttle and quota", "passed"),
        ("Validate the request", "passed"),
        ("Integrate", "answered"),
    ]
    assert "Method completed with status: 200" in page


def test_refused_request_shows_where_it_ended() -> None:
    site = Site()
    request_id = site.call("POST", "/pets")

    page = site.text(f"/requests/{request_id}")

    outcomes = dict(re.findall(r'<th scope="row">(.*?)</th>\s*<td><span class="outcome .*?">(.*?)</span>', page))
    assert outcomes["Check the API key"] == "refused"
    assert outcomes["Integrate"] == "not reached"
    assert "INVALID_API_KEY" in page


def test_request_that_was_not_routed_is_shown_too() -> None:
    site = Site()
    request_id = site.call("DELETE", "/nothing")

    assert "MISSING_AUTHENTICATION_TOKEN" in site.text(f"/requests/{request_id}")


def test_secrets_are_masked_wherever_they_stand() -> None:
    site = Site()
    request_id = site.call("GET", "/pets/7", headers=(("x-api-key", KEY), ("Authorization", "Bearer abcdefghijklm")))

    page = site.text(f"/requests/{request_id}")

    assert "***************456789" in page
    assert KEY not in page
    assert "abcdefghijklm" not in page


def test_a_presigned_urls_secrets_are_masked_wherever_they_stand() -> None:
    site = Site()
    query = "a=1&X-Amz-Security-Token=the-sessions-token&X-Amz-Signature=0123456789abcdef0123456789abcdef"
    request_id = site.call("GET", "/pets/7", query=query)

    pages = site.text() + site.text("/requests") + site.text(f"/requests/{request_id}")

    assert "a=1" in pages
    assert "the-sessions-token" not in pages
    assert "0123456789abcdef0123456789abcdef" not in pages


def test_nothing_that_a_client_sends_becomes_html() -> None:
    site = Site()
    hostile = "<script>alert(1)</script>"
    headers = ((hostile, f'"{hostile}'),)
    routed = site.call("GET", f"/pets/{hostile}", query=hostile, headers=headers, body=hostile.encode())
    site.call("GET", f"/{hostile}")

    pages = [
        site.text(),
        site.text("/requests"),
        site.text("/requests", f"stage={hostile}&status={hostile}"),
        site.text(f"/requests/{routed}"),
        site.text("/functions/eu-west-1/run_task"),
    ]

    assert all(hostile not in page for page in pages)
    assert all("&lt;script&gt;" in page for page in (pages[0], pages[3], pages[4]))


def test_requests_can_be_chosen_by_stage_and_status() -> None:
    site = Site()
    good, bad = site.call("GET", "/pets"), site.call("GET", "/nothing")

    page = site.text("/requests", f"stage={API_ID}%2F{STAGE}&status=4xx")

    assert bad in page
    assert good not in page


def test_only_the_latest_requests_are_kept() -> None:
    site = Site()
    first = site.call("GET", "/pets")

    for _ in range(KEPT_REQUESTS):
        site.call("GET", "/pets")

    assert site.get(f"/requests/{first}").status == 404
    assert site.text("/requests").count('href="/_emulator/requests/') == KEPT_REQUESTS


def test_long_targets_and_unrouted_headers_are_not_kept_whole() -> None:
    site = Site()

    site.call("GET", "/" + "a" * 9000, query="b" * 9000, headers=(("X-Large", "c" * 9000),))

    seen = site.requests.latest()[0]
    assert (len(seen.path), len(seen.query), seen.headers) == (2048, 2048, ())


def test_live_pages_reload_without_script_until_they_are_paused() -> None:
    site = Site()

    assert '<noscript><meta http-equiv="refresh"' in site.text()
    assert "refresh" not in site.text("", "live=off")


@pytest.mark.parametrize(
    "path", ["/nothing", "/requests/none", "/functions/eu-west-1/none", "/stages/none/dev", "/a/b/c"]
)
def test_page_that_is_not_there_is_404(path: str) -> None:
    assert Site().get(path).status == 404


def test_pages_are_for_the_emulators_own_host_alone() -> None:
    answer = Site().get(host="evil.example")

    assert answer.status == 403
    assert b"<html" not in answer.body


def test_pages_can_only_be_read() -> None:
    assert Site().get(http_method="POST").status == 405


@pytest.mark.parametrize("path", ["", "/requests", "/nothing", "/assets/style.css", "/assets/grid.css", "/dashboards"])
def test_pages_forbid_everything_from_elsewhere(path: str) -> None:
    headers = dict(Site().get(path).headers)

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
