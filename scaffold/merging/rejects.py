"""The template's side of a conflict as a file of its own: ``<file>.rej``."""

import difflib
import os
from pathlib import Path

_NO_NEWLINE = b"\\ No newline at end of file\n"


def free_name(folder: Path, path: str) -> str:
    """A name beside a file that nothing has yet: ``a.rej``, ``a.2.rej``, ...

    Where a part of the path is a file, the name stands beside that: ``docs~guide.md.rej``.
    """
    parts = path.split("/")
    for depth in range(1, len(parts)):
        parent = folder / "/".join(parts[:depth])
        if parent.is_symlink() or (parent.exists() and not parent.is_dir()):
            path = "/".join([*parts[: depth - 1], "~".join(parts[depth - 1 :])])
            break
    name, number = f"{path}.rej", 1
    while os.path.lexists(folder / name):
        number += 1
        name = f"{path}.{number}.rej"
    return name


def patch(path: str, base: bytes | None, theirs: bytes) -> bytes:
    """What the template changed, as a patch for ``git apply``; of a binary file, its new content.

    Args:
        path: the user's file.
        base: the old version's render; None when it had no such file.
        theirs: the new version's render.
    """
    if b"\0" in theirs or b"\0" in (base or b""):
        return theirs
    header = (
        b"/dev/null" if base is None else os.fsencode(f"a/{path}"),
        os.fsencode(f"b/{path}"),
    )
    lines = difflib.diff_bytes(
        difflib.unified_diff, _lines(base or b""), _lines(theirs), *header, lineterm=b"\n"
    )
    return b"".join(line if line.endswith(b"\n") else line + b"\n" + _NO_NEWLINE for line in lines)


def _lines(content: bytes) -> list[bytes]:
    """Lines with their ends; unlike ``splitlines`` it parts them at newlines alone."""
    *whole, rest = content.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])
