"""What became of one member: its row in the report, its line in the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from scaffold.errors import Exit


class Outcome(StrEnum):
    """How it ended for one member."""

    APPLIED = "applied"
    CURRENT = "current"
    PINNED = "pinned"
    ABSENT = "absent"
    CONFLICTS = "conflicts"
    UNPROVEN = "unproven"
    FAILED = "failed"
    HELD = "held"


FAILURES = frozenset({Outcome.CONFLICTS, Outcome.UNPROVEN, Outcome.FAILED})
"""``unproven`` did not pass its checks. ``held`` was not begun: an earlier wave failed."""


@dataclass(frozen=True)
class Applied:
    """One member's row.

    Attributes:
        member: its name.
        wave: name of its wave.
        team: who owns it.
        outcome: how it ended.
        from_version: the version that it was at.
        to_version: the version that it was to have.
        where: what was handed on, and where to find it.
        conflicts: paths that only a person can settle.
        findings: what its checks found, when they failed.
        error: why it failed.
        attempts: how often it was tried.
        seconds: how long it took.
    """

    member: str
    wave: str
    team: str
    outcome: Outcome
    from_version: str = ""
    to_version: str = ""
    where: str = ""
    conflicts: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    error: str = ""
    attempts: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether somebody has to look after it."""
        return self.outcome in FAILURES


def exit_code(counts: Mapping[Outcome, int]) -> Exit:
    """What a run says to its caller: never 0 when a member failed or was held."""
    bad = sum(counts.get(outcome, 0) for outcome in (*FAILURES, Outcome.HELD))
    return Exit.FLEET_FAILED if bad else Exit.OK


def stops(counts: Mapping[Outcome, int]) -> bool:
    """Whether what came of a wave keeps the next one from beginning.

    One member that did not pass its checks is enough. Members that failed otherwise stop nothing,
    unless no member of the wave is left to show that the change works.
    """
    failed = sum(counts.get(outcome, 0) for outcome in FAILURES)
    good = sum(counts.get(outcome, 0) for outcome in (Outcome.APPLIED, Outcome.CURRENT))
    return bool(counts.get(Outcome.UNPROVEN)) or bool(failed and not good)
