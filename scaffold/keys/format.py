"""What a format must know, so that its files can be merged by key: a module that satisfies this."""

from typing import Protocol

from scaffold.keys.content import Content
from scaffold.keys.pieces import Block

Span = tuple[int, int]
"""Where a piece of text begins and ends."""


class Format(Protocol):
    """A text format with keys. Each raises ``ClashError`` for text that it cannot read surely."""

    def read(self, text: str, /) -> Block:
        """Cut a text into the pieces that belong to each key."""

    def content(self, text: str, /) -> Content:
        """What the text says, by the format's own parser."""

    def comments(self, text: str, /) -> list[Span]:
        """Where its comments stand, from the hash sign to the end of the line."""
