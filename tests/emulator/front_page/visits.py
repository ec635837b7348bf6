"""Pages in a browser, and what is measured of them."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

PHONE, DESKTOP = 360, 1280
# WCAG 2's contrast of every text with what is behind it; returns those below 4.5.
TOO_FAINT = """() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => channels(color).slice(0, 3).map((value) => value / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 && element.parentElement ? behind(element.parentElement) : color;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const pair = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (texts.currentNode.data.trim() && contrast < 4.5) faint.push([texts.currentNode.data.trim(), contrast]);
  }
  return faint;
}"""


@dataclass
class Visit:
    """A page in the browser, and what it has asked for and complained of."""

    page: Page
    root: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> Page:
        self.page.goto(f"{self.root}{path}")
        return self.page

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.textContent.trim()"))


with_script_and_without = pytest.mark.parametrize(
    "visit", [{}, {"java_script_enabled": False}], indirect=True, ids=["with script", "without script"]
)
