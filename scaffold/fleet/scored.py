"""Everything that a fleet's scorecard says of one member."""

from dataclasses import dataclass

from scaffold.fleet.forecast import Forecast
from scaffold.fleet.members import Pin
from scaffold.fleet.outcome import Applied
from scaffold.scorecard.scorecard import Scorecard


@dataclass(frozen=True)
class Scored:
    """One member's row.

    Attributes:
        forecast: where it stands, and what an update would make of it.
        pin: what holds it back, in force or expired.
        last: what became of it the last time that it was tried; None where it never was.
        card: its checklist; None where there is nothing to judge. What the lines of its evidence
            are is left to the member's own scorecard.
        unjudged: why there is no checklist, where there was something to judge.
    """

    forecast: Forecast
    pin: Pin | None = None
    last: Applied | None = None
    card: Scorecard | None = None
    unjudged: str = ""

    @property
    def member(self) -> str:
        """Its name."""
        return self.forecast.member

    @property
    def failed(self) -> bool:
        """Whether it could not be examined."""
        return self.forecast.failed
