"""Where statements, values and comments of a TOML text stand. The text is known to be valid."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r'(?P<string>"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*')"
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<open>[\[{])|(?P<close>[\]}])"
    r"|(?P<equals>=)|(?P<comma>,)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A piece that means something; what lies between two of them is words and spaces.

    Attributes:
        kind: ``string``, ``comment``, ``newline``, ``open``, ``close``, ``equals`` or ``comma``.
        start: where it begins.
        end: where it ends.
    """

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """A header or a key with its value, on a line or on several.

    Attributes:
        start: where its line begins.
        key_end: where its key, or its header's bracket, ends.
        value_start: where its value begins; the same as ``key_end`` for a header.
        value_end: where its value ends.
        end: where the next line begins.
    """

    start: int
    key_end: int
    value_start: int
    value_end: int
    end: int

    @property
    def is_header(self) -> bool:
        """Whether it begins a table."""
        return self.value_start == self.key_end


def scan_tokens(text: str) -> Iterator[Token]:
    """Every token, in order."""
    for found in _TOKEN.finditer(text):
        yield Token(str(found.lastgroup), *found.span())


def scan_statements(text: str) -> Iterator[Statement]:
    """Every statement, in order; blank lines and comments stand between them."""
    start, depth = 0, 0
    line: list[Token] = []
    for token in [*scan_tokens(text), Token("newline", len(text), len(text))]:
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind != "newline" or depth:
            line.append(token)
            continue
        comment = next((t.start for t in line if t.kind == "comment" and t.end > _last(line)), None)
        end = token.start if comment is None else comment
        if text[start:end].strip():
            yield _statement(text, line, start, len(text[:end].rstrip()), token.end)
        start, line = token.end, []


def _last(line: list[Token]) -> int:
    """Where the last token that is no comment ends."""
    return max((token.end for token in line if token.kind != "comment"), default=0)


def _statement(text: str, line: list[Token], start: int, value_end: int, end: int) -> Statement:
    equals = next((token for token in line if token.kind == "equals"), None)
    if equals is None or text[start:value_end].lstrip().startswith("["):
        return Statement(start, value_end, value_end, value_end, end)
    value_start = value_end - len(text[equals.end : value_end].lstrip())
    return Statement(start, equals.start, value_start, value_end, end)
