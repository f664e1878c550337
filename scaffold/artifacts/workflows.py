"""The GitHub workflows of a repository, its own actions, and the actions that both use."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.artifacts.document import Document, read_document
from scaffold.errors import ScaffoldError

FOLDER = ".github/workflows"
ACTIONS_FOLDER = ".github/actions"

_USES = re.compile(
    r"^\s*(?:- )?uses:\s*[\"']?(?P<action>[^\s\"'#]+)[\"']?\s*(?:#\s*(?P<comment>.*))?$"
)


@contextmanager
def at_top(root: Path) -> Iterator[Path]:
    """A folder with the repository's ``.github/`` that tools take for the top of a git repository.

    They look for their settings and for reusable workflows there, wherever ``root`` stands.
    """
    with tempfile.TemporaryDirectory(prefix="scaffold-workflows-") as scratch:
        shutil.copytree(root / ".github", Path(scratch, ".github"), symlinks=True)
        Path(scratch, ".git").mkdir()
        yield Path(scratch)


@dataclass(frozen=True)
class Use:
    """One action or reusable workflow that a step or job uses.

    Attributes:
        name: before the ``@``, such as ``actions/checkout``.
        reference: after it; empty for a local path.
        comment: what stands behind it on the line.
        line: where it stands.
    """

    name: str
    reference: str
    comment: str
    line: int


@dataclass(frozen=True)
class Workflow:
    """One workflow file, or the file of an action of the repository's own.

    Attributes:
        path: relative to the repository.
        document: its content.
        uses: the actions in it, in the order of the lines.
    """

    path: str
    document: Document
    uses: tuple[Use, ...]

    @property
    def is_action(self) -> bool:
        """Whether it is an action, which has neither jobs nor permissions."""
        return self.path.startswith(f"{ACTIONS_FOLDER}/")

    @property
    def jobs(self) -> dict[str, Any]:
        """Its jobs by name."""
        jobs = self.document.data.get("jobs")
        return jobs if isinstance(jobs, dict) else {}


def read_workflows(root: Path, files: tuple[str, ...]) -> tuple[Workflow, ...]:
    """Read the workflows and actions among ``files``.

    Raises:
        ScaffoldError: one does not parse or is no mapping; names ``path:line``.
    """
    return tuple(
        _read(root, path)
        for path in files
        if path.startswith((f"{FOLDER}/", f"{ACTIONS_FOLDER}/"))
        and path.endswith((".yml", ".yaml"))
    )


def _read(root: Path, path: str) -> Workflow:
    document = read_document(root, path)
    if not isinstance(document.data, dict):
        raise ScaffoldError(f"{path}:1: must be a mapping")
    text = (root / path).read_text(encoding="utf-8")
    return Workflow(path, document, tuple(_uses(text)))


def _uses(text: str) -> Iterator[Use]:
    for number, row in enumerate(text.splitlines(), start=1):
        if found := _USES.match(row):
            name, _, reference = found["action"].partition("@")
            yield Use(name, reference, (found["comment"] or "").strip(), number)
