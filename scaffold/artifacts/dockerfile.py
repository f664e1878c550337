"""The instructions of a Dockerfile."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEREDOC = re.compile(r"<<-?[\"']?(\w+)[\"']?")


@dataclass(frozen=True)
class Instruction:
    """One instruction, its continued lines joined.

    Attributes:
        keyword: in upper case, such as ``RUN``.
        arguments: the rest of it.
        line: where it begins.
        stage: number of the build stage it stands in, from 0; -1 before the first ``FROM``.
    """

    keyword: str
    arguments: str
    line: int
    stage: int


def parse_dockerfile(text: str) -> tuple[Instruction, ...]:
    """Split a Dockerfile into its instructions, without comments and here-documents."""
    return tuple(_instructions(text.splitlines()))


def _instructions(rows: list[str]) -> Iterator[Instruction]:
    stage = -1
    row = 0
    while row < len(rows):
        start = row
        words, row = _join(rows, row)
        keyword, _, arguments = words.partition(" ")
        for end in _HEREDOC.findall(arguments):
            while row < len(rows) and rows[row].strip() != end:
                row += 1
            row += 1
        if keyword:
            stage += keyword.upper() == "FROM"
            yield Instruction(keyword.upper(), arguments.strip(), start + 1, stage)


def _join(rows: list[str], row: int) -> tuple[str, int]:
    """Join the continued lines from ``row`` on; returns them and the row after them."""
    words: list[str] = []
    while row < len(rows):
        text = rows[row].strip()
        row += 1
        if text.startswith("#"):
            if words:
                continue
            return "", row
        words.append(text.removesuffix("\\").strip())
        if not text.endswith("\\"):
            break
    return " ".join(words), row
