"""Single files of a user's tree: what stands there, put in place and removed."""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.rendered import EXECUTABLE, LINK, File

State = dict[str, Any] | None
"""What stands at a path, for JSON: a link's target, or a file's mode and hash; None is nothing."""


def store(path: Path, file: File, before: State) -> None:
    """Write a file where it waits; one that is there already keeps the user's permissions."""
    if file.mode == LINK:
        path.symlink_to(os.fsdecode(file.content))
        return
    executable = file.mode == EXECUTABLE
    path.touch(mode=0o777 if executable else 0o666)  # as the umask allows
    path.write_bytes(file.content)
    if before and "mode" in before and bool(before["mode"] & 0o100) is executable:
        path.chmod(before["mode"])


def state_of(path: Path) -> State:
    """What stands at a path, to be compared; nothing and a folder are both None."""
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(status.st_mode):
        return {"target": str(path.readlink())}
    if not stat.S_ISREG(status.st_mode):
        return None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {"mode": stat.S_IMODE(status.st_mode), "sha256": digest}


def put(stored: Path, target: Path, step: Callable[[], None]) -> None:
    """Put a copy of a stored file in its place, in one step, of which ``step`` is told before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        _prune(target)
    part = part_of(target)
    unlink(part)
    shutil.copy2(stored, part, follow_symlinks=False)
    step()
    part.replace(target)


def part_of(target: Path) -> Path:
    """Where a copy stands before it takes its place: in the same folder, so on the same disk."""
    return target.with_name(".scaffold-part")


def remove(folder: Path, path: str, made: list[str] | None = None) -> None:
    """Remove a file, and the folders that are empty then (of ``made`` alone, where it is given)."""
    unlink(folder / path)
    for parent in parents(path):
        if made is not None and parent not in made:
            return
        try:
            (folder / parent).rmdir()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return


def unlink(path: Path) -> None:
    """Remove a file or link, where there is one."""
    if path.is_symlink() or not path.is_dir():
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()


def _prune(folder: Path) -> None:
    """Remove a folder that holds nothing but empty folders."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir()
    folder.rmdir()


def parents(path: str) -> list[str]:
    """Folders above a path, the nearest first."""
    return [parent.as_posix() for parent in PurePosixPath(path).parents][:-1]
