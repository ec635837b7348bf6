"""An HTML page as a browser's parser sees it, for tests that a page stands alone and keeps names as text."""

from html.parser import HTMLParser

# Whoever puts a name into a page unescaped, in a text, an attribute or a template, gives this an effect.
HOSTILE = "\"><script>alert(1)</script><img src=https://example.com/x onerror=alert(1)>{{ 7 * 7 }}'&lt;"
_ATTRIBUTES = {"src", "href", "srcset", "action", "data", "poster", "background", "cite", "formaction", "ping"}
_TAGS = {"script", "iframe", "object", "embed", "img", "form", "base"}
_STYLES = ("url(", "@import")


class Elements(HTMLParser):
    """Every start tag with its attributes, in order, and the text of the whole page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def shape(self) -> list[tuple[str, set[str]]]:
        """What stays the same whatever names are shown, as long as they stay text."""
        return [(tag, set(attributes)) for tag, attributes in self.all]


def references(page: str) -> list[str | None]:
    """What makes the page need, run or lead to something else: values of attributes, tags, and parts of styles."""
    elements = Elements(page).all
    return [
        *(value for _, each in elements for name, value in each.items() if name in _ATTRIBUTES),
        *(tag for tag, _ in elements if tag in _TAGS),
        *(style for style in _STYLES if style in page),
    ]
