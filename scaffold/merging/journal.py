"""The journal of a transaction: both versions of every file, and what becomes of the index.

Writing the tree stands in ``transaction.py``.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.merging.placement import parents, state_of, store
from scaffold.rendered import File

_JOURNAL = "journal.json"
_NAMED = 10
_Row = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a transaction works.

    Attributes:
        folder: the folder whose files are written.
        room: where journals stand; nobody else writes there.
        update_index: applies lines to git's index in one step.
        step: is told of each step before and after it; for tests that end the process there.
    """

    folder: Path
    room: Path
    update_index: Callable[[str], None]
    step: Callable[[], None] = lambda: None

    @property
    def pending(self) -> Path:
        """The journal of an update that is not finished."""
        return self.room / "pending"

    @property
    def last(self) -> Path:
        """The journal of the last finished update."""
        return self.room / "last"


@dataclass(frozen=True)
class Lines:
    """Lines for git's index: those of the update, and those that take it back."""

    redo: str
    undo: str


def prepare(
    place: Place, files: Mapping[str, File | None], lines: Lines, facts: Mapping[str, Any]
) -> None:
    """Write the journal with both versions of every file, then make it count by its name."""
    scratch = place.room / "next"
    shutil.rmtree(scratch, ignore_errors=True)
    for side in ("old", "new"):
        (scratch / side).mkdir(parents=True)
    rows = [_row(place, scratch, n, path, files[path]) for n, path in enumerate(sorted(files))]
    folders = {parent for row in rows if row["after"] for parent in parents(row["path"])}
    made = sorted(folder for folder in folders if not (place.folder / folder).is_dir())
    journal = {
        "facts": dict(facts),
        "rows": rows,
        "made": made,
        "redo": lines.redo,
        "undo": lines.undo,
    }
    place.step()
    (scratch / _JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
    place.step()
    scratch.rename(place.pending)


def _row(place: Place, scratch: Path, number: int, path: str, file: File | None) -> _Row:
    source, old, new = place.folder / path, scratch / f"old/{number}", scratch / f"new/{number}"
    before = state_of(source)
    if before:
        shutil.copy2(source, old, follow_symlinks=False)
    if file:
        store(new, file, before)
    return {"number": number, "path": path, "before": before, "after": state_of(new)}


def changed_since(place: Place, rows: list[_Row], *, allow_before: bool) -> list[str]:
    """Paths that are not as the update left them (nor, where allowed, as they were before)."""
    changed = []
    for row in rows:
        allowed = [row["after"]] + ([row["before"]] if allow_before else [])
        if state_of(place.folder / row["path"]) not in allowed:
            changed.append(row["path"])
    return changed


def refusal(refused: str, changed: list[str]) -> str:
    """What to say when work of the user would be lost."""
    shown = "".join(f"\n  {path}" for path in changed[:_NAMED])
    more = f"\n  and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return (
        f"{refused}: these files were changed since, and your work on them would be lost; "
        f"move it elsewhere and put them back as they were:{shown}{more}"
    )


def read(journal_folder: Path) -> dict[str, Any]:
    """Read a journal: its facts, rows, made folders, and lines of the index."""
    journal: dict[str, Any] = json.loads((journal_folder / _JOURNAL).read_text(encoding="utf-8"))
    return journal
