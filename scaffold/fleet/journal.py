"""What a run has done so far, in SQLite: after a crash or SIGKILL it goes on where it was."""

import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scaffold.errors import ScaffoldError, UsageError
from scaffold.fleet.outcome import FAILURES, Applied, Outcome

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    number INTEGER PRIMARY KEY, wanted TEXT NOT NULL, began TEXT NOT NULL, ended TEXT
);
CREATE TABLE IF NOT EXISTS rows (
    run INTEGER NOT NULL REFERENCES runs (number), member TEXT NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (run, member)
);
"""


@dataclass(frozen=True)
class Run:
    """One run over a fleet.

    Attributes:
        number: from 1.
        began: when: UTC, ISO 8601.
        ended: when it was finished; empty while it is not.
    """

    number: int
    began: str
    ended: str = ""


def require_begun(path: Path) -> None:
    """Make sure that there is a journal.

    Raises:
        UsageError: there is none.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such journal; `scaffold fleet apply` begins one")


@contextmanager
def open_journal(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a journal, made if need be, for the length of a ``with`` block.

    Raises:
        ScaffoldError: it cannot be written, or is no journal.
    """
    try:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as journal:
            journal.execute("PRAGMA journal_mode=WAL")
            journal.execute("PRAGMA synchronous=NORMAL")
            journal.executescript(_TABLES)
            yield journal
    except sqlite3.Error as error:
        raise ScaffoldError(f"{path}: is no journal that can be written: {error}") from None


def begin(journal: sqlite3.Connection, wanted: str) -> Run:
    """Go on with the last run, when it was not finished and wanted the same; or begin another."""
    row = journal.execute("SELECT * FROM runs ORDER BY number DESC LIMIT 1").fetchone()
    if row and row[1] == wanted and row[3] is None:
        return Run(row[0], row[2])
    began = _now()
    words = "INSERT INTO runs (wanted, began) VALUES (?, ?)"
    return Run(int(journal.execute(words, (wanted, began)).lastrowid or 0), began)


def note(journal: sqlite3.Connection, run: Run, row: Applied) -> None:
    """Keep what became of a member."""
    text = json.dumps(dataclasses.asdict(row))
    journal.execute("REPLACE INTO rows VALUES (?, ?, ?)", (run.number, row.member, text))


def finish(journal: sqlite3.Connection, run: Run) -> None:
    """Say that nothing of it is left to do."""
    journal.execute("UPDATE runs SET ended = ? WHERE number = ?", (_now(), run.number))


def last_run(journal: sqlite3.Connection) -> Run | None:
    """The last run, finished or not."""
    row = journal.execute("SELECT * FROM runs ORDER BY number DESC LIMIT 1").fetchone()
    return Run(row[0], row[2], row[3] or "") if row else None


def rows_of(journal: sqlite3.Connection, run: Run) -> list[Applied]:
    """What became of the members of a run, in the order in which it was known."""
    words = "SELECT row FROM rows WHERE run = ? ORDER BY rowid"
    return [_read(text) for (text,) in journal.execute(words, (run.number,))]


def latest_rows(journal: sqlite3.Connection) -> dict[str, Applied]:
    """What became of each member the last time it was tried."""
    rows = (_read(text) for (text,) in journal.execute("SELECT row FROM rows ORDER BY run, rowid"))
    return {row.member: row for row in rows if row.outcome is not Outcome.HELD}


def failed_members(journal: sqlite3.Connection) -> frozenset[str]:
    """Members that failed the last time they were tried, and those that were held since."""
    run = last_run(journal)
    held = {r.member for r in rows_of(journal, run) if r.outcome is Outcome.HELD} if run else set()
    failed = {name for name, row in latest_rows(journal).items() if row.outcome in FAILURES}
    return frozenset(failed | held)


def _read(text: str) -> Applied:
    fields = json.loads(text)
    lists = {key: tuple(fields[key]) for key in ("conflicts", "findings")}
    return Applied(**{**fields, **lists, "outcome": Outcome(fields["outcome"])})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
