"""A headless Chromium, as `commands/setup_browser.sh` has found or installed it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def installed_browser() -> str | None:
    """None where playwright's own is to be used, which `python -m playwright install chromium` gets."""
    on_path = (shutil.which(name) for name in _NAMES)
    in_applications = (path for path in _MACOS if Path(path).exists())
    return next((found for found in (*on_path, *in_applications) if found), None)


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=installed_browser(), args=list(_ARGUMENTS))
        except Error as error:
            raise AssertionError(f"No browser starts here; run: sh commands/setup_browser.sh\n{error}") from error
        try:
            yield browser
        finally:
            browser.close()
