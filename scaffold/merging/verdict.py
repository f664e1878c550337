"""The verdict on one clash of a merge: settled by policy, or a conflict shown in one of three ways.

* inline: git's markers in the file, the three versions in the index, as after ``git merge``;
* rej: the user's files as they were, the template's change beside them in ``<file>.rej``;
* fail: as inline, for the report alone; the caller writes nothing.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from scaffold.merging.merge import Clash, Merge, Tree
from scaffold.merging.objects import Entry, ObjectFolder
from scaffold.merging.rejects import free_name, patch
from scaffold.update import Conflict, Kind, Note, Subject

Resolve = Callable[[str, bytes, bytes, bytes], bytes | None]
"""Merges what git's text merge could not: (path, base, ours, theirs) -> content, or None."""

_BASE, _OURS, _THEIRS = 1, 2, 3
_ABBREVIATED = 7
_DELETIONS = {"CONFLICT (modify/delete)", "CONFLICT (rename/delete)"}
_KINDS = (  # the first that applies
    ("CONFLICT (file/directory)", Kind.FILE_AND_FOLDER),
    ("CONFLICT (rename/rename)", Kind.BOTH_RENAMED),
    ("CONFLICT (directory rename suggested)", Kind.FOLDER_MOVED),
    ("CONFLICT (distinct modes)", Kind.TYPE),
    ("CONFLICT (binary)", Kind.BINARY),
    ("CONFLICT (rename/delete)", Kind.DELETED_BY_TEMPLATE),
    ("CONFLICT (modify/delete)", Kind.DELETED_BY_TEMPLATE),
    ("CONFLICT (contents)", Kind.CONTENT),
)
_HAPPENED = {
    Kind.CONTENT: "you and the template changed the same lines",
    Kind.BOTH_ADDED: "you and the template each have a file of this name",
    Kind.BINARY: "you and the template changed a binary file; yours stands",
    Kind.DELETED_BY_TEMPLATE: "you changed or moved it, the template no longer has it; it was kept",
    Kind.BOTH_RENAMED: "you and the template renamed it differently",
    Kind.FOLDER_MOVED: "the template adds a file to a folder that you moved",
    Kind.FILE_AND_FOLDER: "one side has a file where the other has a folder",
    Kind.TYPE: "one side has a file where the other has a link",
}
_INLINE = {
    Kind.CONTENT: "choose between the markers, then `git add` it",
    Kind.BOTH_ADDED: "choose between the markers, then `git add` it",
    Kind.BINARY: "`git checkout --theirs` takes the template's; then `git add` it",
    Kind.DELETED_BY_TEMPLATE: "`git rm` it, or `git add` it to keep it",
    Kind.FOLDER_MOVED: "leave it here or move it, then `git add` it",
}


class Style(StrEnum):
    """How conflicts are shown."""

    INLINE = "inline"
    REJ = "rej"
    FAIL = "fail"


@dataclass(frozen=True)
class Terms:
    """How clashes are settled.

    Attributes:
        style: how conflicts are shown.
        version: the template's new version, for the markers.
        resolve: is asked about files whose lines clash before the user is.
    """

    style: Style
    version: str
    resolve: Resolve | None = None


@dataclass(frozen=True)
class Verdict:
    """What becomes of one clash.

    Attributes:
        kept: paths that stay as the user has them.
        written: paths that get another content than git gave them.
        unmerged: entries of the index by path and stage.
        rejects: content of files with the template's side, by path.
        conflict: what is left to the user, or None.
        note: what was settled, or None.
    """

    kept: frozenset[str] = frozenset()
    written: Mapping[str, Entry] = field(default_factory=dict)
    unmerged: Mapping[tuple[str, int], Entry] = field(default_factory=dict)
    rejects: Mapping[str, bytes] = field(default_factory=dict)
    conflict: Conflict | None = None
    note: Note | None = None


@dataclass(frozen=True)
class Court:
    """What every clash is judged with.

    Attributes:
        store: scratch object folder; new versions of files go there.
        ours: the user's tree.
        merge: what git made of it.
        terms: how clashes are settled.
        folder: the service's folder.
        blobs: content of everything that clashes, by id.
    """

    store: ObjectFolder
    ours: Tree
    merge: Merge
    terms: Terms
    folder: Path
    blobs: Mapping[str, bytes]


def judge(court: Court, clash: Clash) -> Verdict:
    """Decide one clash."""
    kind = _kind(clash)
    if clash.side(_OURS) is None and clash.types and clash.types <= _DELETIONS:
        return _stays_deleted(court, clash)
    if kind is Kind.CONTENT and (resolved := _resolved(court, clash)):
        return resolved
    show = _rejected if court.terms.style is Style.REJ else _inline
    return show(court, clash, kind)


def _kind(clash: Clash) -> Kind:
    kind = next((kind for name, kind in _KINDS if name in clash.types), Kind.UNMERGED)
    if kind is Kind.CONTENT and clash.side(_BASE) is None:
        return Kind.BOTH_ADDED
    return kind


def _stays_deleted(court: Court, clash: Clash) -> Verdict:
    path = clash.paths[0]
    untracked = [p for p in clash.paths if os.path.lexists(court.folder / p)]
    message = "you deleted it and the template changed it: it stays deleted"
    if untracked:
        message = f"git does not track {untracked[0]}, so the template's change was left out"
    note = Note(path, Subject.STAYS_DELETED, message)
    return Verdict(kept=frozenset(clash.paths), note=note)


def _resolved(court: Court, clash: Clash) -> Verdict | None:
    """What the resolver makes of a file whose lines clash."""
    sides = [clash.side(stage) for stage in (_BASE, _OURS, _THEIRS)]
    path = next(path for path, _ in clash.stages)
    standing = court.merge.after.get(path) or court.ours.get(path)
    if court.terms.resolve is None or None in sides or standing is None:
        return None
    base, ours, theirs = (court.blobs[side.oid] for side in sides if side)
    content = court.terms.resolve(path, base, ours, theirs)
    if content is None:
        return None
    written = {path: Entry(standing.mode, court.store.write_blob(content))}
    message = "your lines and the template's touch each other; it was merged key by key"
    return Verdict(written=written, note=Note(path, Subject.MERGED_BY_KEY, message))


def _inline(court: Court, clash: Clash, kind: Kind) -> Verdict:
    """Git's own way; its markers name the sides in words."""
    mine, new, old = court.merge.labels
    names = {
        mine: "yours",
        new: f"template {court.terms.version}",
        old[:_ABBREVIATED]: "template before",  # git shortens this one
    }
    written = {}
    for path in clash.paths:
        entry = court.merge.after.get(path)
        if entry and (content := court.blobs.get(entry.oid)):
            for label, name in names.items():
                content = _relabelled(content, label.encode(), name.encode())
            written[path] = Entry(entry.mode, court.store.write_blob(content))
    todo = _INLINE.get(kind, "settle it as after `git merge`, then `git add` it")
    shown = _shown(court, clash)
    conflict = Conflict(shown, kind, _message(clash, kind, todo), tuple(sorted(clash.paths)))
    return Verdict(written=written, unmerged=clash.stages, conflict=conflict)


def _rejected(court: Court, clash: Clash, kind: Kind) -> Verdict:
    """The user's files as they were; the template's side beside them."""
    mine = clash.side(_OURS)
    gone = (p for p, entry in court.merge.after.items() if entry is None)
    sources = {p for p in gone if mine and court.ours[p].oid == mine.oid}
    kept = frozenset(clash.paths) | sources
    own = sorted(path for path in kept if path in court.ours)
    path = own[0] if own else clash.paths[0]
    base, theirs = clash.side(_BASE), clash.side(_THEIRS)
    if theirs is None or theirs.oid not in court.blobs:
        message = _message(clash, kind, "delete it, or leave it as it is")
        return Verdict(kept=kept, conflict=Conflict(path, kind, message, clash.paths))
    name = free_name(court.folder, path)
    content = patch(path, court.blobs[base.oid] if base else None, court.blobs[theirs.oid])
    standing = "your file is as it was" if own else "nothing was put there"
    message = _message(clash, kind, f"{standing}; take what you want from {name}")
    conflict = Conflict(path, kind, message, tuple(sorted(clash.paths)), name)
    return Verdict(kept=kept, rejects={name: content}, conflict=conflict)


def _shown(court: Court, clash: Clash) -> str:
    """The path that the user finds in the work tree."""
    standing = (path for path in clash.paths if court.merge.after.get(path, court.ours.get(path)))
    return next(standing, clash.paths[0])


def _message(clash: Clash, kind: Kind, todo: str) -> str:
    happened = _HAPPENED.get(kind, clash.said)
    if kind is Kind.FOLDER_MOVED and clash.side(_THEIRS) is None:
        happened = "you have a file in a folder that the template moved"
    return f"{happened}; {todo}"


def _relabelled(content: bytes, label: bytes, name: bytes) -> bytes:
    return re.sub(rb"(?m)^([<>|]{7,} )" + label + rb"[0-9a-f]*", rb"\g<1>" + name, content)
