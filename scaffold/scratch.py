"""Scratch folders that are gone after use, at the latest when somebody makes the next one.

Whoever is killed removes nothing. So a folder is held by a lock on it for as long as somebody works
in it, and whoever makes one removes those beside it that nobody holds. A lock ends with its
process, and is seen from other containers as well.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - in it, tempfile makes a folder that is ours alone
_ROOMY_BYTES = 256 * 1024 * 1024
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


@contextmanager
def scratch(purpose: str) -> Iterator[Path]:
    """Make a folder that is gone after the ``with`` block.

    Many small files in many folders are slow to make and to remove on a disk: where the machine has
    a file system in memory, and room in it, the folder stands there. ``TMPDIR`` wins.

    Args:
        purpose: a word that its name holds.
    """
    prefix = f"scaffold-held-{purpose}-"
    place = _roomy_memory() or Path(tempfile.gettempdir())
    sweep(place, prefix)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        with hold(folder) as stands:
            if not stands:
                continue  # swept before it was held
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            return


@contextmanager
def hold(folder: Path) -> Iterator[bool]:
    """Hold a scratch folder, beside others who do; whether it still stands.

    Where there are no such locks, nobody can sweep either.
    """
    try:
        held = os.open(folder, _OPEN)
    except OSError:
        yield False
        return
    try:
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_SH)
        yield folder.is_dir()
    finally:
        os.close(held)


def sweep(place: Path, prefix: str) -> None:
    """Remove the folders of this name and of this user that nobody holds, as far as one can."""
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if entry.name.startswith(prefix):
                with suppress(OSError):
                    _remove(entry.path)


def _remove(path: str) -> None:
    found = os.open(path, _OPEN)
    try:
        if os.fstat(found).st_uid == os.geteuid():
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(found)


def _roomy_memory() -> Path | None:
    """A file system in memory with room in it, where there is one and ``TMPDIR`` is not set."""
    usable = "TMPDIR" not in os.environ and _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    return _MEMORY if usable and shutil.disk_usage(_MEMORY).free > _ROOMY_BYTES else None
