"""Rows of what else is done to members: proven, made."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Proven:
    """What a member's checks came to.

    Attributes:
        member: its name.
        wave: name of its wave.
        team: who owns it.
        version: the version that it is at.
        outcome: ``passed``, ``failed``, ``absent`` (there is nothing to prove) or ``broken``.
        counts: how many checks ended in which way.
        findings: what failed, a line each.
        error: why nothing is known.
    """

    member: str
    wave: str
    team: str
    outcome: str
    version: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    findings: tuple[str, ...] = ()
    error: str = ""

    @property
    def failed(self) -> bool:
        """Whether somebody has to look after it."""
        return self.outcome in {"failed", "broken"}


class Start(StrEnum):
    """How a member came onto the path."""

    CREATED = "created"
    ADOPTED = "adopted"
    PRESENT = "present"
    WOULD_CREATE = "would-create"
    WOULD_ADOPT = "would-adopt"
    FAILED = "failed"


@dataclass(frozen=True)
class Bootstrapped:
    """What became of a member that was not on the path.

    Attributes:
        member: its name.
        wave: name of its wave.
        team: who owns it.
        outcome: how it came onto the path, or would.
        version: the version that it was made from.
        files: how many files were made.
        where: where it stands, and what is left to do there.
        error: why it failed.
    """

    member: str
    wave: str
    team: str
    outcome: Start
    version: str = ""
    files: int = 0
    where: str = ""
    error: str = ""

    @property
    def failed(self) -> bool:
        """Whether somebody has to look after it."""
        return self.outcome is Start.FAILED
