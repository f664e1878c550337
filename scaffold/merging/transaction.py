"""Writing an update into the user's tree so that it is there as a whole or not at all.

Everything needed to undo it is written to ``pending/`` first; only then is the tree touched. A
process killed at any moment leaves either no ``pending/``, and then the tree is as it was or
finished, or one that the next command undoes. The last finished update stays in ``last/``, for
``scaffold rollback``.
"""

import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.merging.journal import Lines, Place, changed_since, prepare, read, refusal
from scaffold.merging.placement import part_of, put, remove, unlink
from scaffold.rendered import File

_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM})


def commit(
    place: Place,
    files: Mapping[str, File | None],
    lines: Lines,
    facts: Mapping[str, Any],
    finished: Callable[[], None] = lambda: None,
) -> None:
    """Write all files and the index, or nothing.

    Args:
        place: where.
        files: what shall stand at each path; None is nothing.
        lines: what becomes of the index.
        facts: what :func:`read_last` gives back.
        finished: is called once all is written, before a signal that waits gets through.

    Raises:
        ScaffoldError: something cannot be written; the tree is as it was.
    """
    try:
        prepare(place, files, lines, facts)
    except OSError as error:
        raise ScaffoldError(f"{place.room}: cannot be written: {error}") from error
    finally:
        shutil.rmtree(place.room / "next", ignore_errors=True)
    with _undisturbed():
        try:
            applied = _apply(place)
        except BaseException as error:
            _recover_from(place, error)
            if isinstance(error, OSError):
                message = f"{place.folder}: cannot be written, and was left as it was: {error}"
                raise ScaffoldError(message) from error
            raise
        if applied:
            finished()
    if not applied:
        raise ScaffoldError("interrupted; the tree was left as it was")


def recover(place: Place) -> bool:
    """Undo an update that was interrupted; whether there was one.

    Raises:
        ScaffoldError: files were edited since; names them and leaves everything as it is.
    """
    if not place.pending.is_dir():
        return False
    with _undisturbed():
        _undo(place)
    return True


def read_last(place: Place) -> Mapping[str, Any] | None:
    """The facts of the last finished update, with its paths as ``paths``; None without one."""
    if not place.last.is_dir():
        return None
    journal = read(place.last)
    return {**journal["facts"], "paths": [row["path"] for row in journal["rows"]]}


def roll_back(place: Place) -> None:
    """Undo the last finished update.

    Raises:
        ScaffoldError: files were edited since; names them and leaves everything as it is.
    """
    changed = changed_since(place, read(place.last)["rows"], allow_before=False)
    if changed:
        raise ScaffoldError(refusal("the last update cannot be undone", changed))
    place.last.rename(place.pending)  # what is interrupted from here on, `recover` finishes
    recover(place)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let SIGINT and SIGTERM wait: what is begun here takes milliseconds."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _recover_from(place: Place, error: BaseException) -> None:
    try:
        recover(place)
    except OSError as again:
        raise ScaffoldError(
            f"{place.folder}: cannot be written ({error}), nor be put back as it was ({again}); "
            "mend that and run `scaffold rollback`: both versions of every file are kept in "
            f"{place.pending}"
        ) from error


def _apply(place: Place) -> bool:
    """Write everything; whether it was finished, or taken back for a signal."""
    journal = read(place.pending)
    place.step()
    try:
        place.update_index(journal["redo"])
    except ScaffoldError:
        _discard(place, place.pending)  # nothing was touched yet
        raise
    for row in journal["rows"]:
        if row["before"] and not row["after"]:
            place.step()
            remove(place.folder, row["path"])
    for row in journal["rows"]:
        if row["after"]:
            place.step()
            put(place.pending / f"new/{row['number']}", place.folder / row["path"], place.step)
    place.step()
    if signal.sigpending() & _SIGNALS:
        _undo(place)
        return False
    _discard(place, place.last)
    place.step()
    place.pending.rename(place.last)
    place.step()
    return True


def _undo(place: Place) -> None:
    """Bring back what was before; may itself be interrupted and done again."""
    journal = read(place.pending)
    rows = journal["rows"]
    for row in rows:
        unlink(part_of(place.folder / row["path"]))
    if changed := changed_since(place, rows, allow_before=True):
        raise ScaffoldError(refusal("an interrupted update cannot be undone", changed))
    for row in rows:
        if row["after"] and not row["before"]:
            place.step()
            remove(place.folder, row["path"], journal["made"])
    for row in rows:
        if row["before"]:
            place.step()
            put(place.pending / f"old/{row['number']}", place.folder / row["path"], place.step)
    place.step()
    place.update_index(journal["undo"])
    place.step()
    _discard(place, place.pending)


def _discard(place: Place, folder: Path) -> None:
    """Remove a journal: it stops to count at once, by its name."""
    gone = place.room / "gone"
    shutil.rmtree(gone, ignore_errors=True)
    if folder.is_dir():
        folder.rename(gone)
        place.step()
        shutil.rmtree(gone)
