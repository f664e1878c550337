"""The user's cache: what costs time to make again, and may be deleted at any moment."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs


def folder(name: str) -> Path:
    """The folder of that name in ``$SCAFFOLD_CACHE``, else in the user's; it may not exist yet."""
    chosen = os.environ.get("SCAFFOLD_CACHE")
    return (Path(chosen).absolute() if chosen else platformdirs.user_cache_path("scaffold")) / name


def put(path: Path, content: bytes) -> None:
    """Write a file in one step, so that nobody ever reads half of it.

    A cache that cannot be written keeps nothing, and nothing else changes.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(scratch).replace(path)
        except BaseException:
            Path(scratch).unlink(missing_ok=True)
            raise


def prune(place: Path, keep: int) -> None:
    """Delete the files that were not written for longest, until ``keep`` are left."""
    with suppress(OSError):
        files = [entry for entry in os.scandir(place) if entry.is_file(follow_symlinks=False)]
        if len(files) <= keep:
            return
        oldest_first = sorted(files, key=lambda entry: entry.stat().st_mtime)
        for entry in oldest_first[: len(files) - keep]:
            Path(entry.path).unlink(missing_ok=True)
