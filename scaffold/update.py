"""What an update came to: what changed, what is left for the user to settle, what to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scaffold.errors import Exit


class Action(StrEnum):
    """What becomes of one path."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    RENAMED = "renamed"


class Kind(StrEnum):
    """Why git alone could not merge."""

    CONTENT = "content"
    BOTH_ADDED = "both-added"
    BINARY = "binary"
    DELETED_BY_TEMPLATE = "deleted-by-template"
    BOTH_RENAMED = "both-renamed"
    FOLDER_MOVED = "folder-moved"
    FILE_AND_FOLDER = "file-and-folder"
    TYPE = "type"
    IN_THE_WAY = "in-the-way"
    UNMERGED = "unmerged"


class Subject(StrEnum):
    """What a note is about."""

    STAYS_DELETED = "stays-deleted"
    SEEDED_KEPT = "seeded-kept"
    IGNORED = "ignored"
    CASE_CLASH = "case-clash"
    ANSWERS_REWRITTEN = "answers-rewritten"
    MERGED_BY_KEY = "merged-by-key"


@dataclass(frozen=True, order=True)
class Change:
    """One path that the update changes.

    Attributes:
        path: where it stands afterwards (before, for a deleted one), below the repository's folder.
        action: what becomes of it.
        origin: where it stood before, for a renamed one.
    """

    path: str
    action: Action
    origin: str = ""


@dataclass(frozen=True, order=True)
class Conflict:
    """Something that only the user can settle. Nothing of theirs is gone.

    Attributes:
        path: the file to look at.
        kind: why it could not be merged.
        message: what happened and what to do.
        paths: every path involved, ``path`` included.
        reject: file with the template's side, where one was written.
    """

    path: str
    kind: Kind
    message: str
    paths: tuple[str, ...]
    reject: str = ""


@dataclass(frozen=True, order=True)
class Note:
    """Something that is settled and that the user should know.

    Attributes:
        path: the file.
        subject: what it is about.
        message: what happened.
    """

    path: str
    subject: Subject
    message: str


@dataclass(frozen=True)
class Replies:
    """What became of the recorded answers.

    Attributes:
        new: questions that this version asks for the first time, with the defaults taken.
        changed: answers that the caller changed, with their new values.
        dropped: recorded answers that this version does not ask for.
    """

    new: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, Any] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Update:
    """What an update did, or would do.

    Attributes:
        root: the repository's folder.
        source: the template's source.
        from_version: the version it was at.
        to_version: the version it is brought to.
        changed: every path that changes, sorted; conflicted ones included where they change.
        conflicts: what is left to settle, sorted.
        notes: what is settled and worth knowing, sorted.
        replies: what became of the recorded answers.
        applied: whether it stands in the work tree.
        patch: unified diff of all changes, where it was asked for.
    """

    root: str
    source: str
    from_version: str
    to_version: str
    changed: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[Note, ...] = ()
    replies: Replies = field(default_factory=Replies)
    applied: bool = False
    patch: str = ""

    @property
    def exit_code(self) -> Exit:
        """Unfinished work is never 0."""
        return Exit.CONFLICTS if self.conflicts else Exit.OK
