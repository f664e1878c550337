"""Patterns by which code and settings show what a service does, and the lines that show it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from scaffold.clues.source import Kind, Source

_LONGEST_LINE = 160
_ROWS_AFTER = 15
_ROWS_BEFORE = 4
_MOST_CANDIDATES = 200


@dataclass(frozen=True, order=True)
class Evidence:
    """One line of a repository that shows something.

    Attributes:
        path: file it stands in, relative to the repository, with forward slashes.
        line: line number from 1, or 0 when the whole file is meant.
        text: the line as it stands there, shortened; empty for a whole file.
        shows: what it shows, in a few words.
    """

    path: str
    line: int
    text: str
    shows: str

    @property
    def place(self) -> str:
        """``path:line``, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class Sign:
    """One way in which files of one kind show something.

    Attributes:
        kind: the files that are looked at.
        pattern: what stands there; ``^`` and ``$`` mean lines.
        shows: what that shows, in a few words.
        needs: what must stand in the same file as well, such as the import of a library.
        near: what must stand in one of the lines that follow, or in the line itself.
        unless: what must not stand in the line, nor shortly before it.
    """

    kind: Kind
    pattern: str
    shows: str
    needs: str = ""
    near: str = ""
    unless: str = ""


def find_signs(sources: Iterable[Source], signs: Iterable[Sign]) -> Iterator[Evidence]:
    """The first line of each file that shows one of the signs, for each sign in turn.

    Args:
        sources: the files, in the order in which they are believed.
        signs: what is looked for, in the order in which it is believed.
    """
    files = tuple(sources)
    for sign in signs:
        for source in files:
            if source.kind is sign.kind and (found := _find(source, sign)):
                yield found


def quote(source: Source, line: int, shows: str) -> Evidence:
    """Evidence of a line."""
    text = source.at(line)
    short = text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"
    return Evidence(source.path, line, short, shows)


def _find(source: Source, sign: Sign) -> Evidence | None:
    if sign.needs and not _compiled(sign.needs).search(source.code):
        return None
    candidates = _compiled(sign.pattern).finditer(source.code)
    for found in islice(candidates, _MOST_CANDIDATES):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        if sign.near and not _compiled(sign.near).search(source.around(start, 0, _ROWS_AFTER)):
            continue
        if sign.unless and _compiled(sign.unless).search(source.around(start, _ROWS_BEFORE, 0)):
            continue
        return quote(source, source.line(start), sign.shows)
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
