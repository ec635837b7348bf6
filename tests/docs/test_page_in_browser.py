"""The docs page in a browser, on a phone and on a desk, as the stage serves it and as a file from a disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from docs.page import page
from tests.browser import open_browser
from tests.checkout import ROOT, Stage

pytestmark = pytest.mark.xdist_group("stage")

PHONE, DESKTOP = 390, 1440
# Of a busy machine; a page on an idle one is ready within 1.5 s.
LIMIT_MILLISECONDS = 30_000
LOOPBACK = {"127.0.0.1", "localhost"}
WITHOUT_HOST = {"data", "blob", "file", "about"}
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# What axe finds that keeps people out, as `rule: element`.
FAULTS = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .filter((rule) => ['serious', 'critical'].includes(rule.impact))
  .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`))"""


@dataclass
class Visit:
    """The page, what it has asked for and complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, url: str) -> Page:
        self.page.goto(url)
        self.page.wait_for_selector("html[data-reference=ready]", timeout=LIMIT_MILLISECONDS)
        return self.page

    def elsewhere(self) -> list[str]:
        places = [(url, urlsplit(url)) for url in self.asked]
        return [url for url, place in places if place.scheme not in WITHOUT_HOST and place.hostname not in LOOPBACK]


@contextmanager
def visiting(browser: Browser, width: int, scheme: str = "light") -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]  # one of the three that it names
    visit = Visit(context.new_page())
    visit.page.set_default_timeout(LIMIT_MILLISECONDS)
    visit.page.on("request", lambda request: visit.asked.append(request.url))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on(
        "console", lambda said: visit.complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    yield visit
    context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def addresses(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where the page is: at the stage, and in a file that was made of what the stage serves."""
    file = tmp_path_factory.mktemp("docs") / "docs.html"
    file.write_bytes(page(requests.get(f"{stage.url}/openapi.json", timeout=30).json()))
    return {"served": f"{stage.url}/docs", "file": file.as_uri()}


@pytest.fixture(scope="module")
def operations(stage: Stage) -> dict[str, str]:
    """The ids of Swagger UI's elements, by the operations of the document."""
    document = requests.get(f"{stage.url}/openapi.json", timeout=30).json()
    return {
        operation["operationId"]: f"operations-{operation['tags'][0]}-{operation['operationId']}"
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "operationId" in operation
    }


on_both = pytest.mark.parametrize("form", ["served", "file"])
# A visit takes long: each form, width and scheme is met with each of the others, not with all of them at once.
each_form_and_width = pytest.mark.parametrize(
    ("form", "width"), [("served", PHONE), ("file", DESKTOP)], ids=["served-phone", "file-desk"]
)
each_pair = pytest.mark.parametrize(
    ("form", "width", "scheme"),
    [
        ("served", PHONE, "light"),
        ("file", DESKTOP, "light"),
        ("file", PHONE, "dark"),
        ("served", DESKTOP, "dark"),
    ],
)


@each_form_and_width
def test_every_operation_is_there_and_a_call_is_answered(
    browser: Browser, stage: Stage, addresses: dict[str, str], operations: dict[str, str], form: str, width: int
) -> None:
    with visiting(browser, width) as visit:
        shown = visit.open(addresses[form])
        found = shown.locator(".opblock").evaluate_all("blocks => blocks.map((block) => block.id)")
        for operation in operations.values():
            opened(shown, operation)

        status, answer = tried(shown, operations["runTask"], stage.key)

        assert sorted(found) == sorted(operations.values())
        assert (status, '"embed"' in answer) == ("200", True)
        assert shown.evaluate("document.documentElement.scrollWidth") == width
        assert (visit.complaints, visit.elsewhere()) == ([], [])


@each_pair
def test_nobody_is_kept_out(
    browser: Browser,
    stage: Stage,
    addresses: dict[str, str],
    operations: dict[str, str],
    form: str,
    width: int,
    scheme: str,
) -> None:
    with visiting(browser, width, scheme) as visit:
        shown = visit.open(addresses[form])
        closed = faults(shown)
        # With parameters, with a body of several examples, and with an answer.
        for operation in ("listDocuments", "deleteDocument", "createDocument"):
            opened(shown, operations[operation]).locator(".try-out__btn").click()
        tried(shown, operations["runTask"], stage.key)

        assert closed == []
        assert faults(shown) == []


def test_a_token_goes_with_calls_of_the_stage_and_is_kept_nowhere(
    browser: Browser, stage: Stage, addresses: dict[str, str], operations: dict[str, str]
) -> None:
    with visiting(browser, DESKTOP) as visit:
        shown = visit.open(addresses["served"])
        refused, _ = tried(shown, operations["listRuns"], "")
        answered, _ = tried(shown, operations["listRuns"], stage.key)
        kept = shown.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
        )
        shown.reload()

        assert (refused, answered) == ("401", "200")
        assert stage.key not in kept
        assert not [url for url in visit.asked if stage.key in url]
        expect(shown.get_by_label("Token", exact=True)).to_have_value("")


def test_a_link_to_an_operation_opens_it(
    browser: Browser, addresses: dict[str, str], operations: dict[str, str]
) -> None:
    with visiting(browser, DESKTOP) as visit:
        shown = visit.open(f"{addresses['served']}#{operations['getUsage']}")

        expect(shown.locator(f"#{operations['getUsage']}.is-open")).to_be_in_viewport()


@on_both
def test_the_page_tells_the_stage_s_own_urls(
    browser: Browser, stage: Stage, addresses: dict[str, str], form: str
) -> None:
    document = requests.get(f"{stage.url}/openapi.json", timeout=30).json()
    [scheme] = document["components"]["securitySchemes"].values()
    with visiting(browser, DESKTOP) as visit:
        shown = visit.open(addresses[form])

        settings = shown.locator("#settings").text_content()

        assert settings is not None
        assert f"export STAGE_URL='{stage.url}'\n" in settings
        assert f"export TOKEN_URL='{scheme['flows']['clientCredentials']['tokenUrl']}'\n" in settings


def test_the_page_comes_compressed_with_its_policy_and_once(stage: Stage) -> None:
    served = requests.get(f"{stage.url}/docs", timeout=30)

    assert served.headers["content-type"] == "text/html; charset=utf-8"
    assert served.headers["content-encoding"] == "gzip"
    assert "frame-ancestors 'none'" in served.headers["content-security-policy"]
    assert served.headers["vary"] == "Accept-Encoding"
    unchanged = requests.get(f"{stage.url}/docs", headers={"If-None-Match": served.headers["etag"]}, timeout=30)
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def opened(shown: Page, operation: str) -> Locator:
    block = shown.locator(f"#{operation}")
    if block.locator(".opblock-body").count() == 0:
        block.locator(".opblock-summary-control").click()
    block.locator(".opblock-body .responses-wrapper").wait_for()
    return block


def tried(shown: Page, operation: str, token: str) -> tuple[str, str]:
    """The status and the body that the page shows, of the call with what its form holds already."""
    shown.get_by_label("Token", exact=True).fill(token)
    block = opened(shown, operation)
    if block.locator(".execute").count() == 0:
        block.locator(".try-out__btn").click()
    with shown.expect_response(lambda response: response.request.method != "OPTIONS"):
        block.locator(".execute").click()
    answer = block.locator(".live-responses-table tr.response")
    expected = "200" if token else "401"
    expect(answer.locator(".response-col_status")).to_contain_text(expected, timeout=LIMIT_MILLISECONDS)
    return answer.locator(".response-col_status").inner_text().split()[0], answer.inner_text()


def faults(shown: Page) -> list[str]:
    shown.evaluate(AXE)
    found: list[str] = shown.evaluate(FAULTS)
    return found
