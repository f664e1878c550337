"""How a repository differs from what its template version makes."""

from dataclasses import dataclass
from enum import StrEnum

from scaffold.update import Action


class Owner(StrEnum):
    """Who looks after a file."""

    MANAGED = "managed"
    SEEDED = "seeded"
    MINE = "mine"


@dataclass(frozen=True)
class Difference:
    """One path that is not as the template makes it.

    Attributes:
        path: where it stands (or stood, for a deleted one), below the repository's folder.
        owner: ``managed`` follows the template, ``seeded`` was made once, ``mine`` is the user's.
        action: what the user did: added, changed, deleted or renamed it.
        origin: where the template has it, for a renamed one.
        added_lines: lines that the template's version lacks; 0 for a binary or untracked file.
        removed_lines: lines that only the template's version has.
    """

    path: str
    owner: Owner
    action: Action
    origin: str = ""
    added_lines: int = 0
    removed_lines: int = 0


@dataclass(frozen=True)
class Drift:
    """All differences of a repository.

    Attributes:
        root: its folder.
        source: the template's source.
        version: the version it was made from or last brought to.
        differences: sorted by owner and path.
        patch: unified diff from the template's version, where it was asked for.
    """

    root: str
    source: str
    version: str
    differences: tuple[Difference, ...]
    patch: str = ""

    def count(self, owner: Owner) -> int:
        """How many differing paths somebody looks after."""
        return sum(difference.owner is owner for difference in self.differences)
