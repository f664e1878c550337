"""A settled merge as files and lines of the index, ready for a transaction."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from scaffold.errors import ScaffoldError, UsageError
from scaffold.merging.checkout import Checkout, update_index
from scaffold.merging.journal import Lines, Place
from scaffold.merging.merge import Tree
from scaffold.merging.objects import SUBMODULE, Entry, ObjectFolder
from scaffold.merging.settlement import Settlement
from scaffold.merging.transaction import commit, recover
from scaffold.rendered import File
from scaffold.turns import alone
from scaffold.update import Action, Change

_NAMED = 10
_LOCK = "lock"
REJECTS = "rejects"
"""The fact that tells which files have the template's side, and of which path."""


@dataclass(frozen=True)
class Work:
    """What is to be written, and into what.

    Attributes:
        settlement: the merge with every clash decided.
        ours: the user's tree.
        contents: bytes of the files to be written, as a checkout writes them.
        began: when the tree was found clean, on the file system's clock (nanoseconds).
    """

    settlement: Settlement
    ours: Tree
    contents: Mapping[str, bytes]
    began: int


def place_of(checkout: Checkout) -> Place:
    """Where transactions of a checkout work."""
    return Place(checkout.folder, checkout.room, lambda lines: update_index(checkout, lines))


@contextmanager
def alone_in(checkout: Checkout) -> Iterator[Place]:
    """Be the only one who updates a checkout.

    Raises:
        ScaffoldError: its git folder cannot be written.
    """
    lock = checkout.room / _LOCK
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.touch()
    except OSError as error:
        raise ScaffoldError(f"{checkout.room}: cannot be written: {error}") from None
    with alone(lock):
        yield place_of(checkout)


def undo_interrupted(checkout: Checkout) -> None:
    """Undo an update that was interrupted, if there is one; without one nothing is written."""
    if place_of(checkout).pending.is_dir():
        with alone_in(checkout) as place:
            recover(place)


def now_in(checkout: Checkout) -> int:
    """The time on the clock of the file system, which files are dated by (nanoseconds)."""
    lock = checkout.room / _LOCK
    os.utime(lock)
    return lock.stat().st_mtime_ns


def changes_of(settlement: Settlement, ours: Tree) -> tuple[Change, ...]:
    """What becomes of each path, for the report."""
    moved = set(settlement.origins.values())
    changes = []
    for path, entry in settlement.after.items():
        if path in settlement.origins:
            changes.append(Change(path, Action.RENAMED, settlement.origins[path]))
        elif entry is None:
            if path not in moved:
                changes.append(Change(path, Action.DELETED))
        else:
            changes.append(Change(path, Action.CHANGED if path in ours else Action.ADDED))
    changes += [Change(path, Action.ADDED) for path in settlement.rejects]
    return tuple(sorted(changes))


def require_reach(settlement: Settlement, ours: Tree, hidden: frozenset[str]) -> None:
    """Make sure that git sees every file that would be touched.

    Raises:
        UsageError: one is outside of a sparse checkout, assumed unchanged, or a submodule.
    """
    touched = _touched(settlement)
    if unseen := sorted(touched & hidden):
        raise UsageError(
            "the update would touch files that git was told not to look at; end that first "
            "(`git sparse-checkout disable`, `git update-index --no-assume-unchanged`):"
            + "".join(f"\n  {path}" for path in unseen[:_NAMED])
        )
    submodules = {path for path in touched & ours.keys() if ours[path].mode == SUBMODULE}
    if submodules:
        raise UsageError(
            "the template puts files where submodules stand; move these first:"
            + "".join(f"\n  {path}" for path in sorted(submodules)[:_NAMED])
        )


def write(
    checkout: Checkout,
    store: ObjectFolder,
    work: Work,
    facts: Mapping[str, str],
    finished: Callable[[], None],
) -> None:
    """Bring it into the work tree and the index, as a whole or not at all.

    Args:
        checkout: the user's repository.
        store: scratch object folder with what the index will name.
        work: what is to be written.
        facts: kept with the journal.
        finished: is called once all is written, before a signal that waits gets through.

    Raises:
        ScaffoldError: it cannot be written, or a file was edited meanwhile; all is as it was.
    """
    settlement = work.settlement
    files: dict[str, File | None] = {
        path: File(work.contents[path], int(entry.mode, 8)) if entry else None
        for path, entry in settlement.after.items()
    }
    files |= {path: File(content) for path, content in settlement.rejects.items()}
    _require_quiet(checkout, files, work.began)
    lines = _lines(checkout, settlement, work.ours)
    entries = [entry for entry in settlement.after.values() if entry]
    entries += settlement.unmerged.values()
    store.copy_to(checkout.objects, {entry.oid for entry in entries})
    rejects = {one.reject: one.path for one in settlement.conflicts if one.reject}
    commit(place_of(checkout), files, lines, {**facts, REJECTS: rejects}, finished)


def _touched(settlement: Settlement) -> set[str]:
    return settlement.after.keys() | {path for path, _ in settlement.unmerged}


def _require_quiet(checkout: Checkout, paths: Iterable[str], began: int) -> None:
    for path in paths:
        place = checkout.folder / path
        if os.path.lexists(place) and place.lstat().st_ctime_ns > began:
            raise ScaffoldError(
                f"{place}: was changed while the update was being worked out; nothing was written, "
                "run it again"
            )


def _lines(checkout: Checkout, settlement: Settlement, ours: Tree) -> Lines:
    """Lines for ``update-index --index-info``: removals first, so that no name is in the way."""
    touched = sorted(_touched(settlement))
    nothing = "0" * len(checkout.head)
    removals = [f"0 {nothing} 0\t{checkout.prefix}{path}" for path in touched]

    def line(path: str, entry: Entry, stage: int = 0) -> str:
        return f"{entry.mode} {entry.oid} {stage}\t{checkout.prefix}{path}"

    unmerged = {path for path, _ in settlement.unmerged}
    merged = {path: e for path, e in settlement.after.items() if e and path not in unmerged}
    redo = [*removals, *(line(path, entry) for path, entry in merged.items())]
    redo += [line(path, entry, stage) for (path, stage), entry in settlement.unmerged.items()]
    undo = [*removals, *(line(path, ours[path]) for path in touched if path in ours)]
    return Lines(*("".join(f"{row}\0" for row in rows) for rows in (redo, undo)))
