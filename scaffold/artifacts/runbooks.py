"""The runbooks of a service: one Markdown file for each alert."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scaffold.artifacts.kubectl import Command, parse_commands
from scaffold.artifacts.markdown import Markdown, read_markdown

FOLDER = "runbooks"

_SHELLS = frozenset({"", "sh", "bash", "shell", "console"})


@dataclass(frozen=True)
class Runbook:
    """One runbook.

    Attributes:
        alert: name of the alert that it answers; it is the file's name.
        page: the file.
    """

    alert: str
    page: Markdown

    @property
    def path(self) -> str:
        """Where it stands."""
        return self.page.path

    @property
    def queries(self) -> Iterator[tuple[str, int]]:
        """Every PromQL expression with its first line; an empty line in a block parts two."""
        for block in self.page.blocks:
            if block.language == "promql":
                for paragraph in re.finditer(
                    r"(?:^(?!\s*#)[^\n]*\S[^\n]*\n?)+", block.text, re.MULTILINE
                ):
                    before = block.text.count("\n", 0, paragraph.start())
                    yield paragraph[0].strip(), block.line + before

    @property
    def commands(self) -> Iterator[tuple[Command, int]]:
        """Every kubectl command, of shell blocks and of inline code, with its line."""
        for block in self.page.blocks:
            if block.language in _SHELLS:
                for command in parse_commands(block.text):
                    yield command, block.line + command.line - 1
        for line, code in self.page.code:
            for command in parse_commands(code):
                yield command, line


def read_runbooks(root: Path, files: tuple[str, ...]) -> tuple[Runbook, ...]:
    """Read the runbooks among ``files``; the folder's README is none."""
    return tuple(
        Runbook(PurePosixPath(path).stem, read_markdown(root, path))
        for path in files
        if PurePosixPath(path).parent == PurePosixPath(FOLDER)
        and path.endswith(".md")
        and PurePosixPath(path).stem != "README"
    )
