"""What an HTML page consists of, as a browser's parser takes it apart."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Parts(HTMLParser):
    """Every element with its attributes, and its text up to the first tag in it."""

    elements: list[Element] = field(default_factory=list)
    is_in_text: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        self.is_in_text = True

    def handle_endtag(self, tag: str) -> None:
        self.is_in_text = False

    def handle_data(self, data: str) -> None:
        if self.is_in_text:
            self.elements[-1].text += data

    def of(self, tag: str) -> list[Element]:
        return [each for each in self.elements if each.tag == tag]

    def policy(self) -> dict[str, str]:
        [stated] = [each for each in self.of("meta") if each.attributes.get("http-equiv") == "Content-Security-Policy"]
        directives = (each.strip().partition(" ") for each in str(stated.attributes["content"]).split(";"))
        return {name: value for name, _, value in directives}


def parts(page: bytes) -> Parts:
    taken = Parts()
    taken.feed(page.decode())
    taken.close()
    return taken
