"""A page of HTML as a test reads it: elements with their attributes and the text below each."""

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "input"}
LOADS = {"src", "href", "srcset", "data", "action", "poster", "background", "style"}
"""Attributes by which a page could ask for something else."""


class Reader(HTMLParser):
    """Collects elements with their attributes and the text below each; refuses bad nesting."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, list[str]]] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        text: list[str] = []
        self.elements.append((tag, dict(attributes), text))
        if tag not in VOID:
            self.open.append((tag, text))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for _, text in self.open:
            text.append(data)

    def all(self, tag: str, **wanted: str) -> list[str]:
        """Text of every element of a kind that has these attributes, white space folded."""
        return [
            " ".join("".join(text).split())
            for name, attributes, text in self.elements
            if name == tag
            and all(value in (attributes.get(key) or "").split() for key, value in wanted.items())
        ]

    def references(self) -> set[str]:
        """Whatever the page would load or lead to."""
        return {
            value or ""
            for _, attributes, _ in self.elements
            for name, value in attributes.items()
            if name in LOADS
        }

    def anchors(self) -> list[str]:
        """Ids of its elements."""
        return [attributes["id"] or "" for _, attributes, _ in self.elements if "id" in attributes]
