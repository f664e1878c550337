"""What a repository's answers file says: its template, the version, the answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from packaging.version import InvalidVersion, Version

from scaffold.answers import ANSWERS_FILE
from scaffold.errors import ScaffoldError, UsageError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Recorded:
    """A repository's answers file.

    Attributes:
        source: the template's source.
        version: the version of it; empty when it was a folder without versions.
        values: the answers.
    """

    source: str
    version: str
    values: Mapping[str, Any]


def read_recorded(folder: Path) -> Recorded:
    """Read the answers file of a repository.

    Raises:
        UsageError: there is none.
        ScaffoldError: it does not parse, or names no template.
    """
    path = folder / ANSWERS_FILE
    if not path.is_file():
        raise UsageError(
            f"{folder}: no {ANSWERS_FILE} here, so no template is known; "
            "name the repository's top folder"
        )
    return parse_recorded(path.read_bytes(), path)


def parse_recorded(content: bytes, path: Path) -> Recorded:
    """Read an answers file's bytes, as :func:`read_recorded` does; ``path`` only names it."""
    try:
        found = yaml.load(content.decode("utf-8"), _Loader)  # noqa: S506 - the safe one, in C
    except (ValueError, yaml.YAMLError) as error:  # no UTF-8, or a date that no calendar has
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        said = getattr(error, "problem", None) or error
        raise ScaffoldError(
            f"{place}: does not parse; settle what a merge left in it first: {said}"
        ) from None
    if not isinstance(found, dict) or not isinstance(found.get("_src_path"), str):
        raise ScaffoldError(f"{path}: names no template (_src_path)")
    values = {str(key): value for key, value in found.items() if not str(key).startswith("_")}
    return Recorded(found["_src_path"], str(found.get("_commit") or ""), values)


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another; ``1.0.0-3-gabc1234`` is three commits after 1.0.0.

    Another commit's name says nothing of its age: everything is newer.
    """
    described = re.sub(r"-(\d+)-g[0-9a-f]+$", r".post\1", than)
    try:
        return Version(version) > Version(described)
    except InvalidVersion:
        return version != than


def require_version(recorded: Recorded, folder: Path) -> None:
    """Make sure that what the template made once can be made again.

    Raises:
        UsageError: it came from a folder, which has no versions.
    """
    if not recorded.version:
        raise UsageError(
            f"{folder}: was made from {recorded.source} as a folder without versions, so what it "
            "looked like then is not known; make services from a release of a template"
        )
