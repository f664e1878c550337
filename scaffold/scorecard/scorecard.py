"""What a scorecard says: the items, how each came out, and the level that this reaches."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scaffold.clues.sign import Evidence
from scaffold.errors import Exit


class Level(StrEnum):
    """How far a repository has come; a level holds when all its items do, and those before it.

    Bronze are the six lines of the checklist, silver the rest of observing, alerting and
    withstanding, gold is how changes are let out and incidents are learnt from.
    """

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class Outcome(StrEnum):
    """How one item came out."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"


HOLDS = frozenset({Outcome.MET, Outcome.WAIVED, Outcome.NOT_APPLICABLE})
"""Outcomes that a level is not held up by; what is unknown is not proven, so it does."""


@dataclass(frozen=True)
class Waiver:
    """An item that a repository does without for a while, and says so.

    Attributes:
        item: id of the item.
        reason: why.
        until: last day on which it holds.
        by: who answers for it.
        line: where it stands in ``.scaffold.yml``.
    """

    item: str
    reason: str
    until: date
    by: str
    line: int

    def holds(self, today: date) -> bool:
        """Whether it has not ended yet."""
        return today <= self.until


@dataclass(frozen=True)
class Verdict:
    """What the judge of one item says, before any waiver.

    Attributes:
        outcome: met, not met, unknown or not applicable.
        reason: why, in a sentence; for what is unknown, what would show it.
        evidence: lines that show it: for an item that is not met, what speaks against it.
    """

    outcome: Outcome
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Row:
    """One item of the scorecard.

    Attributes:
        item: id of the item.
        title: the state it asks for, in a few words.
        level: the level that it belongs to.
        section: heading of the guide under which the sentence stands.
        sentence: the guide's own words.
        outcome: how it came out, waivers counted.
        reason: why.
        evidence: lines that show it.
        waiver: the waiver that names it, in force or ended.
        remark: what is to be said about that waiver; empty when there is nothing.
    """

    item: str
    title: str
    level: Level
    section: str
    sentence: str
    outcome: Outcome
    reason: str
    evidence: tuple[Evidence, ...] = ()
    waiver: Waiver | None = None
    remark: str = ""

    @property
    def holds(self) -> bool:
        """Whether it holds no level up."""
        return self.outcome in HOLDS


@dataclass(frozen=True)
class Scorecard:
    """All items of one repository.

    Attributes:
        repository: its name.
        rows: one for each item, in the order of the list.
        judged: the day, by which waivers were told in force or ended.
        left_out: what was not read, and why, one remark each.
        scaffold_version: the version that judged.
    """

    repository: str
    rows: tuple[Row, ...]
    judged: date
    left_out: tuple[str, ...] = ()
    scaffold_version: str = ""

    def count(self, outcome: Outcome) -> int:
        """How many items came out so."""
        return sum(row.outcome is outcome for row in self.rows)

    def of(self, level: Level) -> tuple[Row, ...]:
        """The items of one level."""
        return tuple(row for row in self.rows if row.level is level)

    def missing(self, level: Level) -> tuple[Row, ...]:
        """Items up to a level that keep the repository from it."""
        levels = list(Level)[: list(Level).index(level) + 1]
        return tuple(row for row in self.rows if row.level in levels and not row.holds)

    def reaches(self, level: Level) -> bool:
        """Whether everything up to a level holds; without items nothing does."""
        return bool(self.rows) and not self.missing(level)

    @property
    def level(self) -> Level | None:
        """The highest level that is reached."""
        return next((level for level in reversed(Level) if self.reaches(level)), None)

    @property
    def next_level(self) -> Level | None:
        """The lowest level that is not reached."""
        return next((level for level in Level if not self.reaches(level)), None)

    def exit_code(self, demanded: Level | None) -> Exit:
        """Whether a level that was demanded is reached."""
        return Exit.OK if demanded is None or self.reaches(demanded) else Exit.VERIFY_FAILED
