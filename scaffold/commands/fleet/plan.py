"""``scaffold fleet plan``: version, drift, conflicts to come and risk of every member."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from scaffold.commands.fleet.member import forecast, row
from scaffold.fleet.executors import PROCESSES, spread
from scaffold.fleet.forecast import Forecast, State
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.members import Fleet, Member
from scaffold.fleet.retries import attempt
from scaffold.fleet.selection import Selection, select


@dataclass(frozen=True)
class Wanted:
    """What the user asked for.

    Attributes:
        inventory: the inventory.
        selection: which members of it.
        jobs: how many at once; 0 is one a core, or a worker.
        today: by which pins expire; None is the day that it is.
        executor: who works on them; see :func:`scaffold.fleet.executors.spread`.
    """

    inventory: Path
    selection: Selection = field(default_factory=Selection)
    jobs: int = 0
    today: date | None = None
    executor: str = PROCESSES


def plan(wanted: Wanted) -> tuple[tuple[Member, ...], Iterator[Forecast]]:
    """Look at every member, and touch none of their repositories.

    Returns:
        The members that are looked at, and their rows in the order in which they are known.

    Raises:
        UsageError: the inventory or the selection cannot be used.
    """
    fleet = read_fleet(wanted.inventory)
    members = select(fleet, wanted.selection)
    return members, _rows(wanted, fleet, members)


def _rows(wanted: Wanted, fleet: Fleet, members: tuple[Member, ...]) -> Iterator[Forecast]:
    told = replace(fleet, members=())  # it travels with each of them
    look = partial(look_at, fleet=told, today=wanted.today or day())
    for done in spread(look, members, wanted.jobs, wanted.executor):
        yield done.value or row(done.item, State.FAILED, error=done.error)


def look_at(member: Member, fleet: Fleet, today: date) -> Forecast:
    """Foresee one member; a server that is busy is asked again."""
    found, _ = attempt(lambda: forecast(member, fleet, today))
    return found


def day() -> date:
    """Today, where this machine stands."""
    return date.today()  # noqa: DTZ011 - a pin's last day is a day of its owners' calendar
