"""An update as text and as JSON."""

import dataclasses
import json
from collections.abc import Iterator

from scaffold.amount import amount
from scaffold.formats.plain import plain_line
from scaffold.update import Action, Change, Update

SCHEMA_VERSION = 1
_MARKS = {
    Action.ADDED: "add",
    Action.CHANGED: "change",
    Action.DELETED: "delete",
    Action.RENAMED: "rename",
}


def write(update: Update) -> str:
    """Return a line for each path, then the conflicts, the notes, the answers and the verdict."""
    lines = [*_changes(update), *_conflicts(update), *_notes(update), *_replies(update)]
    return "".join(f"{plain_line(line)}\n" for line in [*lines, _verdict(update)])


def write_json(update: Update) -> str:
    """Return every field and the exit code."""
    content = {
        "schema_version": SCHEMA_VERSION,
        **dataclasses.asdict(update),
        "exit_code": int(update.exit_code),
    }
    return json.dumps(content, indent=2, default=str) + "\n"


def _changes(update: Update) -> Iterator[str]:
    left = {path for conflict in update.conflicts for path in conflict.paths}
    for change in update.changed:
        if change.path not in left:
            yield f"{_MARKS[change.action]:8} {_names(change)}"


def _names(change: Change) -> str:
    return f"{change.origin} -> {change.path}" if change.origin else change.path


def _conflicts(update: Update) -> Iterator[str]:
    for conflict in update.conflicts:
        yield f"CONFLICT {conflict.path} ({conflict.kind})"
        yield f"           {conflict.message}"


def _notes(update: Update) -> Iterator[str]:
    for note in update.notes:
        yield f"note     {note.path} ({note.subject})"
        yield f"           {note.message}"


def _replies(update: Update) -> Iterator[str]:
    for key, value in update.replies.new.items():
        yield f"answer   {key}={value} (new, its default)"
    for key, value in update.replies.changed.items():
        yield f"answer   {key}={value} (changed)"
    for key in update.replies.dropped:
        yield f"answer   {key} (no longer asked)"


def _verdict(update: Update) -> str:
    if not update.changed and not update.conflicts:
        return f"{update.root}: up to date with {update.source} {update.to_version}"
    way = f"{update.source} {update.from_version} -> {update.to_version}"
    counts = f"{amount(len(update.changed), 'file')}, {amount(len(update.conflicts), 'conflict')}"
    done = "staged, not committed" if update.applied else "nothing was written"
    return f"{update.root}: {way}: {counts}; {done}"
