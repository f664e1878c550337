"""Files of the template that a repository has in a form of its own, and keeps to itself.

They stand in ``.scaffold.yml`` at the top, as patterns of paths::

    own:
      - Dockerfile
      - src/*

``*`` stands for any text, slashes included. For an update the template does not have them.
The file may hold more, such as the waivers of a scorecard.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeVar

import yaml

from scaffold.answers import ANSWERS_FILE
from scaffold.errors import ScaffoldError

OWN_FILE = ".scaffold.yml"
_COMMENT = """\
# What the template makes as well, and this repository has in a form of its own: `scaffold update`
# leaves it alone. Take a line away, and the template's changes to that file arrive here too.
"""
_Item = TypeVar("_Item")


def read_own(folder: Path) -> tuple[str, ...]:
    """Patterns of a repository's own files; none where it does not name any.

    Raises:
        ScaffoldError: the file does not parse, or is no mapping with a list of texts.
    """
    path = folder / OWN_FILE
    if not path.is_file():
        return ()
    try:
        return parse_own(path.read_bytes(), path)
    except OSError as error:
        raise ScaffoldError(f"{path}: cannot be read: {error}") from None


def parse_own(content: bytes, path: Path) -> tuple[str, ...]:
    """Read that file's bytes, as :func:`read_own` does; ``path`` only names it."""
    found = _parsed(content, path)
    patterns = (found.get("own") or []) if isinstance(found, dict) else None
    if not isinstance(patterns, list) or not all(isinstance(one, str) for one in patterns):
        raise ScaffoldError(f"{path}: must be a mapping whose `own` is a list of path patterns")
    return tuple(patterns)


def names_own(content: bytes, path: Path) -> bool:
    """Whether a file of that name has patterns, or a place for them, already."""
    found = _parsed(content, path)
    return not isinstance(found, dict) or "own" in found


def _parsed(content: bytes, path: Path) -> Any:
    try:
        return yaml.safe_load(content.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScaffoldError(f"{path}: cannot be read: {error}") from None


def write_own(patterns: Iterable[str], before: str = "") -> str:
    """The text of the file that names these patterns, below what stood in it before."""
    if before.strip():
        before = f"{before.rstrip()}\n\n"
    return (
        before + _COMMENT + yaml.safe_dump({"own": list(patterns)}, allow_unicode=True, width=1000)
    )


def is_own(path: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns names the path."""
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def without_own(files: Mapping[str, _Item], patterns: Iterable[str]) -> dict[str, _Item]:
    """A render without what is the repository's own; the answers file never is."""
    own = tuple(patterns)
    return {
        path: item for path, item in files.items() if path == ANSWERS_FILE or not is_own(path, own)
    }
