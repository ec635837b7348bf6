"""A browser that asks for nothing from elsewhere, and finds nothing to complain of."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import open_browser
from tests.emulator.front_page.visits import DESKTOP, Visit
from tests.emulator.running import RunningEmulator


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, emulator: RunningEmulator, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Options of the browser's context are the parameter."""
    options: dict[str, Any] = {"viewport": {"width": DESKTOP, "height": 800}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    visit = Visit(context.new_page(), f"{emulator.url}/_emulator")
    context.on("request", lambda asked: visit.asked.append(asked.url))
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    context.close()
    assert visit.complaints == []
    assert [url for url in visit.asked if not url.startswith(emulator.url)] == []
