"""Markdown files: headings, links and code blocks, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scaffold.errors import ScaffoldError

_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w+-]*)")
_HEADING = re.compile(r"^(?P<marks>#{1,6})\s+(?P<text>\S.*)$")
_LINK = re.compile(r"!?\[(?:[^\]\\]|\\.)*\]\(\s*<?(?P<target>[^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_INLINE_CODE = re.compile(r"(`+)(?P<code>.+?)\1")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """One heading: its level from 1, its text, and the line it stands on."""

    level: int
    text: str
    line: int


@dataclass(frozen=True)
class Link:
    """One link or picture: where it leads, and the line it stands on."""

    target: str
    line: int


@dataclass(frozen=True)
class Block:
    """One fenced code block.

    Attributes:
        language: word behind the fence, in lower case.
        text: what stands within, its indentation removed.
        line: the first line within.
    """

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Markdown:
    """One Markdown file.

    Attributes:
        path: relative to the repository.
        text: the whole of it.
    """

    path: str
    text: str

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its fenced code blocks."""
        return tuple(_blocks(self.text.splitlines()))

    @cached_property
    def prose(self) -> tuple[tuple[int, str], ...]:
        """Every line outside of fenced code blocks, with its number."""
        blank = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), self.text)
        fenced = {row for block in self.blocks for row in _rows(block)}
        lines = enumerate(blank.splitlines(), start=1)
        return tuple((number, line) for number, line in lines if number not in fenced)

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Its headings."""
        found = ((number, _HEADING.match(line)) for number, line in self.prose)
        return tuple(
            Heading(len(one["marks"]), _without_end(one["text"]), line)
            for line, one in found
            if one
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Its links and pictures; what stands in code is none."""
        return tuple(
            Link(found["target"], number)
            for number, line in self.prose
            for found in _LINK.finditer(_INLINE_CODE.sub("", line))
        )

    @cached_property
    def code(self) -> tuple[tuple[int, str], ...]:
        """Every inline code span, with its line."""
        return tuple(
            (number, found["code"])
            for number, line in self.prose
            for found in _INLINE_CODE.finditer(line)
        )

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a link may name behind ``#``: one for each heading, numbered where it repeats."""
        found: set[str] = set()
        counted: dict[str, int] = {}
        for heading in self.headings:
            name = _anchor(heading.text)
            number = counted.get(name, 0)
            while (candidate := f"{name}-{number}" if number else name) in found:
                number += 1
            counted[name] = number + 1
            found.add(candidate)
        return frozenset(found)

    def section(self, heading: str) -> tuple[tuple[int, str], ...]:
        """Lines below a heading up to the next one of its level or above; code included."""
        numbered = tuple(enumerate(self.text.splitlines(), start=1))
        here = next((one for one in self.headings if one.text == heading), None)
        if here is None:
            return ()
        later = (one.line for one in self.headings if one.line > here.line)
        ends = (
            line
            for line in later
            if next(one for one in self.headings if one.line == line).level <= here.level
        )
        end = next(ends, len(numbered) + 1)
        return numbered[here.line : end - 1]


def read_markdown(root: Path, path: str) -> Markdown:
    """Read a Markdown file.

    Raises:
        ScaffoldError: it cannot be read.
    """
    try:
        return Markdown(path, (root / path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ScaffoldError(f"{path}: cannot be read: {error}") from None


def _blocks(lines: list[str]) -> Iterator[Block]:
    row = 0
    while row < len(lines):
        start = _FENCE.match(lines[row])
        row += 1
        if not start:
            continue
        begin, fence = row, start["fence"]
        while row < len(lines) and not lines[row].strip().startswith(fence):
            row += 1
        inner = lines[begin:row]
        indent = len(lines[begin - 1]) - len(lines[begin - 1].lstrip())
        text = "\n".join(line[indent:] if line[:indent].isspace() else line for line in inner)
        yield Block(start["language"].lower(), text, begin + 1)
        row += 1


def _rows(block: Block) -> range:
    """Lines of a block with its two fences."""
    return range(block.line - 1, block.line + block.text.count("\n") + 2)


def _without_end(text: str) -> str:
    """A heading's text without the marks that may end it."""
    return text.rstrip().rstrip("#").rstrip() or text.strip()


def _anchor(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
