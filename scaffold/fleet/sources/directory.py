"""A folder of clones: every git repository that stands directly in it, bare ones too."""

from collections.abc import Iterator
from pathlib import Path

from scaffold.answers import ANSWERS_FILE
from scaffold.errors import ScaffoldError, UsageError
from scaffold.fleet.members import Member
from scaffold.recorded import read_recorded


def find_members(where: str, base: Path) -> Iterator[Member]:
    """Yield its clones by name; team and tier are what their work tree has recorded.

    Raises:
        UsageError: there is no such folder.
    """
    place = (base / where).absolute()
    if not place.is_dir():
        raise UsageError(f"{place}: no such folder of clones")
    for folder in sorted(place.iterdir()):
        if (folder / ".git").exists() or (folder / "HEAD").is_file():
            team, tier = _owner(folder)
            name = folder.name.removesuffix(".git")
            yield Member(name, str(folder), path=folder, team=team, tier=tier)


def _owner(folder: Path) -> tuple[str, str]:
    """What is recorded; nothing where there is nothing to read, which its plan will tell."""
    if not (folder / ANSWERS_FILE).is_file():
        return "", ""
    try:
        values = read_recorded(folder).values
    except ScaffoldError:
        return "", ""
    return str(values.get("team", "")), str(values.get("tier", ""))
