"""Guides in a browser: one choice of language for the page, by mouse and keyboard; without script all of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from docs.page import page
from tests.browser import open_browser

DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "A stage", "version": "1.0.0"},
    "servers": [{"url": "http://127.0.0.1:9/o'clock"}],
    "paths": {"/health": {"get": {"operationId": "getHealth", "tags": ["service"], "responses": {}}}},
}
TOKEN = "# Get a token\n\n```sh\ncurl token\n```\n\n```python\nimport token\n```\n\n```typescript\nawait token\n```\n"
CALL = "# First call\n\n```sh\ncurl call\n```\n\n```python\nimport call\n```\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("guides")
    (folder / "1-get-a-token.md").write_text(TOKEN)
    (folder / "2-first-call.md").write_text(CALL)
    file = folder / "docs.html"
    file.write_bytes(page(DOCUMENT, folder))
    return file.as_uri()


@pytest.fixture
def shown(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("html[data-reference=ready]")
    yield page
    context.close()


def test_the_first_language_is_shown_of_each(shown: Page) -> None:
    assert visible(shown) == ["curl token\n", "curl call\n"]


def test_a_choice_is_the_whole_page_s(shown: Page) -> None:
    shown.get_by_role("tab", name="Python").first.click()

    assert visible(shown) == ["import token\n", "import call\n"]


def test_an_example_without_the_language_keeps_what_it_shows(shown: Page) -> None:
    shown.get_by_role("tab", name="TypeScript").click()

    assert visible(shown) == ["await token\n", "curl call\n"]


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["ArrowRight"], "Python"),
        (["ArrowRight", "ArrowRight", "ArrowRight"], "curl"),
        (["ArrowLeft"], "TypeScript"),
        (["End"], "TypeScript"),
        (["End", "Home"], "curl"),
    ],
    ids=" ".join,
)
def test_arrows_home_and_end_choose(shown: Page, keys: list[str], chosen: str) -> None:
    shown.get_by_role("tab", name="curl").first.focus()

    for key in keys:
        shown.keyboard.press(key)

    expect(shown.get_by_role("tab", name=chosen).first).to_be_focused()
    expect(shown.get_by_role("tab", name=chosen).first).to_have_attribute("aria-selected", "true")


def test_one_tab_of_a_choice_is_reached_by_the_tab_key_and_then_its_code(shown: Page) -> None:
    shown.get_by_role("tab", name="curl").first.focus()

    shown.keyboard.press("Tab")

    assert shown.evaluate("document.activeElement.textContent") == "curl token\n"


def test_a_tab_names_its_panel(shown: Page) -> None:
    expect(shown.get_by_role("tabpanel", name="curl").first).to_contain_text("curl token")


def test_code_is_copied_as_it_stands(shown: Page) -> None:
    shown.get_by_role("tabpanel", name="curl").first.get_by_role("button", name="Copy").click()

    expect(shown.get_by_role("button", name="Copied")).to_be_visible()
    assert shown.evaluate("navigator.clipboard.readText()") == "curl token\n"


def test_a_url_with_a_quote_is_quoted_for_the_shell(shown: Page) -> None:
    expect(shown.locator("#settings")).to_contain_text(r"export STAGE_URL='http://127.0.0.1:9/o'\''clock'")


def test_without_script_every_language_can_be_read(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)

    assert visible(page) == ["curl token\n", "import token\n", "await token\n", "curl call\n", "import call\n"]
    expect(page.get_by_text("TypeScript", exact=True)).to_be_visible()
    context.close()


def visible(page: Page) -> list[str | None]:
    codes = page.locator("article .code code")
    return [code.text_content() for code in codes.all() if code.is_visible()]
