"""The pages as a browser has them: with script and without, wide and narrow, by keyboard; nothing from elsewhere."""

import json
import re
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import expect

from tests.emulator.front_page.visits import PHONE, TOO_FAINT, Visit, with_script_and_without
from tests.emulator.running import RunningEmulator


@dataclass(frozen=True)
class Deployed:
    """An API with a stage, which has been called."""

    api_id: str
    url: str
    title: str

    def call(self, path: str) -> str:
        """Returns the request's id."""
        return requests.get(f"{self.url}{path}", timeout=10).headers["x-amzn-RequestId"]


@pytest.fixture(scope="module")
def deployed(emulator: RunningEmulator) -> Deployed:
    arn = emulator.create_function("shown_on_pages", "def handle(event, context): return {'statusCode': 200}")
    proxy = {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "uri": f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations",
    }
    answer = {"statusCode": "200", "responseTemplates": {"application/json": "{}"}}
    mock = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {"default": answer},
    }
    document = {
        "openapi": "3.0.1",
        "info": {"title": "shown on pages", "version": "1"},
        "paths": {
            "/health": {"get": {"responses": {}, "x-amazon-apigateway-integration": mock}},
            "/a/rather/long/path/that/a/phone/is/too/narrow/for/{id}": {
                "get": {"responses": {}, "x-amazon-apigateway-integration": proxy}
            },
        },
    }
    client = emulator.client("apigateway")
    api_id = client.import_rest_api(body=json.dumps(document))["id"]
    emulator.client("lambda").add_permission(
        FunctionName=arn, StatementId="gateway", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    client.create_deployment(restApiId=api_id, stageName="shown")
    stage = Deployed(api_id, f"{emulator.url}/_aws/execute-api/{api_id}/shown", "shown on pages")
    for path in ("/health", f"/a/rather/long/path/that/a/phone/is/too/narrow/for/{'x' * 80}?{'q' * 80}", "/<script>"):
        stage.call(path)
    return stage


@with_script_and_without
def test_a_stage_can_be_found_and_its_routes_read(visit: Visit, deployed: Deployed) -> None:
    page = visit.open()

    expect(page.get_by_role("link", name=deployed.url, exact=True)).to_have_attribute("href", f"{deployed.url}/")
    page.get_by_role("article").filter(has_text=deployed.api_id).get_by_role("link", name="shown", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"{deployed.title}, stage shown")
    expect(page.get_by_role("table", name="The methods of the stage's deployment")).to_contain_text("/health")


@with_script_and_without
def test_a_request_can_be_found_and_its_steps_read(visit: Visit, deployed: Deployed) -> None:
    request_id = deployed.call("/health?of=steps")
    page = visit.open(f"/requests?stage={deployed.api_id}%2Fshown")

    page.get_by_role("link", name="GET /health?of=steps").first.click()

    expect(page).to_have_url(re.compile(request_id))
    steps = page.get_by_role("table", name="What each step made of the request")
    expect(steps.get_by_role("row")).to_have_count(7)
    expect(steps.get_by_role("row").last).to_contain_text("answered")


@with_script_and_without
def test_a_function_and_its_log_can_be_read(visit: Visit, deployed: Deployed) -> None:
    deployed.call("/a/rather/long/path/that/a/phone/is/too/narrow/for/1")
    page = visit.open()

    page.get_by_role("link", name="shown_on_pages").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("shown_on_pages")
    expect(page.get_by_role("main")).to_contain_text("REPORT RequestId", timeout=10_000)


@with_script_and_without
def test_a_new_request_appears_by_itself(visit: Visit, deployed: Deployed) -> None:
    page = visit.open()

    request_id = deployed.call("/health?of=now")

    link = page.locator(f'a[href="/_emulator/requests/{request_id}"]')
    expect(link).to_be_visible(timeout=10_000)


@with_script_and_without
def test_what_is_live_can_be_paused(visit: Visit, deployed: Deployed) -> None:
    page = visit.open(f"/requests?stage={deployed.api_id}%2Fshown&status=2xx")

    page.get_by_role("link", name="Pause").click()

    expect(page.get_by_role("main")).to_contain_text("Paused.")
    assert "status=2xx" in page.url
    assert page.locator("script, meta[http-equiv=refresh]").count() == 0


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without script"])
def test_requests_can_be_filtered_without_script(visit: Visit, deployed: Deployed) -> None:
    deployed.call("/nothing?of=filter")
    page = visit.open("/requests")

    page.get_by_label("Status").select_option("4xx")
    page.get_by_role("button", name="Filter").click()

    expect(page.get_by_role("link", name="GET /nothing?of=filter").first).to_be_visible()
    expect(page.locator(".pill.good")).to_have_count(0)


@pytest.mark.parametrize("visit", [{"viewport": {"width": PHONE, "height": 700}}], indirect=True, ids=["phone"])
def test_no_page_is_wider_than_a_phone(visit: Visit, deployed: Deployed) -> None:
    request_id = deployed.call(f"/a/rather/long/path/that/a/phone/is/too/narrow/for/{'y' * 200}?{'q' * 200}")
    paths = (
        "",
        "/requests",
        f"/requests/{request_id}",
        f"/stages/{deployed.api_id}/shown",
        "/functions/us-east-1/shown_on_pages",
    )

    widths = {path: visit.open(path).evaluate("document.documentElement.scrollWidth") for path in paths}

    assert widths == dict.fromkeys(paths, PHONE)


def test_keyboard_goes_from_the_top_to_the_content(visit: Visit, deployed: Deployed) -> None:
    page = visit.open("?live=off")

    order = []
    for _ in range(4):
        page.keyboard.press("Tab")
        order.append(visit.focused())

    assert order == ["Skip to content", "AWS emulator", "Overview", "Requests"]


def test_keyboard_can_skip_to_the_content(visit: Visit, deployed: Deployed) -> None:
    page = visit.open("/requests?live=off")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.name") == "stage"


def test_page_has_landmarks_and_a_name_for_every_table(visit: Visit, deployed: Deployed) -> None:
    page = visit.open()

    for landmark in ("banner", "navigation", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    assert all(caption.strip() for caption in page.locator("table > caption").all_text_contents())
    assert page.locator("table").count() == page.locator("table > caption").count()


@pytest.mark.parametrize(
    "visit", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
def test_all_text_can_be_read(visit: Visit, deployed: Deployed) -> None:
    request_id = deployed.call("/nothing?of=contrast")
    paths = ("", "/requests", f"/requests/{request_id}", f"/stages/{deployed.api_id}/shown")

    faint = {path: visit.open(path).evaluate(TOO_FAINT) for path in paths}

    assert faint == {path: [] for path in paths}


def test_script_in_a_path_stays_text(visit: Visit, deployed: Deployed) -> None:
    deployed.call("/<img src=x onerror=alert(1)>")

    page = visit.open("/requests")

    assert page.locator("table img, table script").count() == 0
