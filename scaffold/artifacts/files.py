"""Which files belong to a repository, and the text in them."""

import os
from collections.abc import Iterator
from pathlib import Path

from scaffold import git

_NOT_OURS = frozenset(
    {".git", ".venv", "node_modules", "build", "dist", "site", "__pycache__", ".terraform"}
)


def list_files(root: Path) -> tuple[str, ...]:
    """Paths that belong to the repository, relative to it, sorted.

    These are the files that git knows or does not ignore. Outside of a git repository, and in one
    that ignores the whole folder, they are all files but those below the usual build folders.
    Links are listed as links.
    """
    return tuple(git.listed_files(root) or sorted(_walk(root)))


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = [
            name
            for name in folders
            if name not in _NOT_OURS and not name.endswith("_cache") and name not in links
        ]
        for name in (*files, *links):
            yield Path(folder, name).relative_to(root).as_posix()


def read_text(root: Path, path: str) -> str | None:
    """Text of a file, or None for a folder, a link without a target and a binary file.

    Raises:
        UnicodeDecodeError: it is meant as text and is no UTF-8.
    """
    file = root / path
    if not file.is_file():
        return None
    content = file.read_bytes()
    return None if b"\0" in content else content.decode()


def is_chart_template(path: str) -> bool:
    """Whether Helm reads the file as a template, so that it is no YAML before it is rendered."""
    return "/chart/templates/" in f"/{path}"
