"""What an adoption came to."""

from dataclasses import dataclass
from enum import StrEnum

from scaffold.clues.clue import Clue


class Fate(StrEnum):
    """What becomes of one file."""

    ADDED = "added"
    SAME = "same"
    DIFFERS = "differs"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, order=True)
class Part:
    """One file of the template.

    Attributes:
        path: where the template puts it.
        fate: what becomes of it.
        hint: why, or how the repository's own file differs.
        pattern: what keeps later updates away from it; empty where they are welcome.
    """

    path: str
    fate: Fate
    hint: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Adoption:
    """What an adoption did, or would do.

    Attributes:
        root: the repository's folder.
        source: the template's source.
        version: its version.
        answers: every answer, and where it was read; the place is empty for a default.
        refused: clues that the template does not take, with the reason in place of the value.
        unmapped: keys of another template's answers file that told nothing.
        parts: every file of the template, sorted.
        moved: another template's answers file, where it stood and where it stands now.
        command: the same run without questions, for a shell.
        applied: whether it stands in the work tree.
        patch: unified diff from the repository's files to the template's, where it was asked for.
    """

    root: str
    source: str
    version: str
    answers: tuple[Clue, ...]
    refused: tuple[Clue, ...]
    unmapped: tuple[str, ...]
    parts: tuple[Part, ...]
    moved: tuple[str, str] | None
    command: str
    applied: bool = False
    patch: str = ""

    def fated(self, fate: Fate) -> tuple[Part, ...]:
        """The files that one thing becomes of."""
        return tuple(part for part in self.parts if part.fate is fate)
