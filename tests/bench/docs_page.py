"""How soon the docs page can be used: `python -m tests.bench.docs_page`, with a stage up. At most 1.5 s.

From the navigation until every operation is there and the browser has nothing left to do, in a browser that has nothing
of the page yet.
"""

import statistics
import sys
from collections.abc import Iterator

import requests
from playwright.sync_api import Browser

from commands.local_programs import EMULATOR, find
from commands.stage_outputs import read_url
from tests.bench.deployed_stage import STAGE
from tests.browser import open_browser

VISITS = 7
MOST_MILLISECONDS = 1_500
SIZES = {"phone": 390, "desk": 1440}
IDLE = "() => new Promise((resolve) => requestIdleCallback(() => resolve(performance.now())))"


def main() -> str | None:
    """A sentence when it fails."""
    if find(EMULATOR) is None:
        print("\nNo stage is up, so the docs page was not measured; `make up DETACH=1` starts one.")
        return None
    url = read_url(STAGE) + "/docs"
    answer = requests.get(url, stream=True, timeout=30)
    print(f"{url}: {len(answer.raw.read(decode_content=False)) / 1000:,.0f} kB as it is sent")
    with open_browser() as browser:
        for name, width in SIZES.items():
            times = sorted(_times(browser, url, width))
            print(
                f"interactive, {name}: p50 {statistics.median(times):,.0f} ms, slowest of {VISITS} {times[-1]:,.0f} ms"
            )
            if statistics.median(times) > MOST_MILLISECONDS:
                return f"The docs page takes longer than {MOST_MILLISECONDS} ms."
    return None


def _times(browser: Browser, url: str, width: int) -> Iterator[float]:
    """Without the first, for which the stage starts a function."""
    for number in range(VISITS + 1):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector("html[data-reference=ready]")
        milliseconds = float(page.evaluate(IDLE))
        context.close()
        if number:
            yield milliseconds


if __name__ == "__main__":
    sys.exit(main())
