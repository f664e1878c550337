"""``scaffold fleet status``: how far the last run came, and who is left."""

from dataclasses import dataclass
from pathlib import Path

from scaffold.commands.fleet.apply import journal_of
from scaffold.errors import UsageError
from scaffold.fleet.journal import Run, last_run, latest_rows, open_journal, require_begun, rows_of
from scaffold.fleet.outcome import Applied


@dataclass(frozen=True)
class Status:
    """What a journal says.

    Attributes:
        run: the last run.
        rows: what became of its members.
        latest: what became of each member the last time that it was tried, in whichever run.
    """

    run: Run
    rows: tuple[Applied, ...]
    latest: tuple[Applied, ...]


def status(inventory: Path, journal: Path | None) -> Status:
    """Read a fleet's journal.

    Raises:
        UsageError: nothing was ever applied.
        ScaffoldError: it cannot be read.
    """
    path = journal_of(inventory, journal)
    require_begun(path)
    with open_journal(path) as opened:
        run = last_run(opened)
        if run is None:
            raise UsageError(f"{path}: no run is noted in it; `scaffold fleet apply` begins one")
        return Status(run, tuple(rows_of(opened, run)), tuple(latest_rows(opened).values()))
