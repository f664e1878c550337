"""What is known of a member before anything is done to it; this is also its row in a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scaffold.errors import Exit
from scaffold.update import Conflict


class State(StrEnum):
    """Where a member stands."""

    CURRENT = "current"
    BEHIND = "behind"
    PINNED = "pinned"
    ABSENT = "absent"
    FAILED = "failed"


class Risk(StrEnum):
    """How likely it is that somebody has to look after the update."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Forecast:
    """One member's row.

    Attributes:
        member: its name.
        wave: name of its wave.
        team: who owns it.
        tier: how much depends on it.
        state: where it stands; ``absent`` has no repository yet, or one that was not made by us.
        from_version: the version that it is at.
        to_version: the version that it is to have.
        drift: how many of its files differ from what its version makes, by owner.
        changed: how many files an update would change.
        conflicts: what an update would leave to settle.
        risk: how much of a person's time an update may take.
        reasons: why the risk is not low, and what else to know.
        error: why nothing is known.
    """

    member: str
    wave: str
    team: str
    tier: str
    state: State
    from_version: str = ""
    to_version: str = ""
    drift: Mapping[str, int] = field(default_factory=dict)
    changed: int = 0
    conflicts: tuple[Conflict, ...] = ()
    risk: Risk = Risk.NONE
    reasons: tuple[str, ...] = ()
    error: str = ""

    @property
    def failed(self) -> bool:
        """Whether it could not be examined."""
        return self.state is State.FAILED


def exit_code(rows: Mapping[State, int], *, strict: bool) -> Exit:
    """What a plan says to its caller.

    Args:
        rows: how many members are in each state.
        strict: whether a member that is behind is worth an exit code.
    """
    if rows.get(State.FAILED):
        return Exit.FLEET_FAILED
    return Exit.DRIFT if strict and rows.get(State.BEHIND) else Exit.OK
