"""``scaffold fleet scorecard``: versions, drift and checklist of every member, side by side."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from scaffold.commands.fleet.apply import journal_of
from scaffold.commands.fleet.member import foresee, row, stand_on
from scaffold.commands.fleet.plan import Wanted, day
from scaffold.commands.fleet.reports import merge_reports
from scaffold.errors import ScaffoldError, UsageError
from scaffold.fleet.clones import repository_of
from scaffold.fleet.committed import Committed, read_committed
from scaffold.fleet.committed_tree import CommittedTree
from scaffold.fleet.executors import spread
from scaffold.fleet.forecast import State
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.journal import latest_rows, open_journal
from scaffold.fleet.members import Fleet, Member
from scaffold.fleet.outcome import Applied
from scaffold.fleet.retries import attempt
from scaffold.fleet.scored import Scored
from scaffold.fleet.selection import select
from scaffold.formats.scored import read
from scaffold.scorecard.judging import judge
from scaffold.scorecard.scorecard import Scorecard


@dataclass(frozen=True)
class Course:
    """A fleet that is about to be looked at.

    Attributes:
        source: the template that it is made from.
        members: everybody that is looked at.
        rows: what comes, in the order in which it is known.
    """

    source: str
    members: tuple[Member, ...]
    rows: Iterator[Scored]


def scorecard(wanted: Wanted, journal: Path | None) -> Course:
    """Look at every member and judge it, and touch none of their repositories.

    Args:
        wanted: which members.
        journal: file that runs are noted in; None is the one beside the inventory.

    Raises:
        UsageError: the inventory or the selection cannot be used.
        ScaffoldError: the journal cannot be read.
    """
    fleet = read_fleet(wanted.inventory)
    members = select(fleet, wanted.selection)
    rows = _rows(wanted, fleet, members, _last(wanted.inventory, journal))
    return Course(fleet.source, members, rows)


def scorecard_of(reports: Iterable[Path], inventory: Path | None) -> tuple[Scored, ...]:
    """Put rows together that shards have written; a member that none has reported is failed.

    Args:
        reports: files of lines of JSON.
        inventory: whose members must all be there; None asks for nobody.

    Raises:
        UsageError: a file cannot be read, a line is no row, or two rows are about one member.
    """
    merged = merge_reports(reports, inventory)
    rows = [read(fields, fields["member"]) for fields in merged.rows]
    rows += [
        Scored(row(member, State.FAILED, error="no shard has reported it"), member.pin)
        for member in merged.missing
    ]
    return tuple(rows)


def name_of(inventory: Path) -> str:
    """What a fleet is called: as its inventory, or as the folder of one that is just ``fleet``."""
    path = inventory.absolute()
    return path.parent.name if path.stem == "fleet" else path.stem


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step, so that nobody ever reads half of it.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".scorecard-") as scratch:
            draft = Path(scratch) / path.name
            draft.write_text(text, encoding="utf-8")
            draft.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None


def _last(inventory: Path, journal: Path | None) -> Mapping[str, Applied]:
    path = journal_of(inventory, journal)
    if not path.is_file():
        return {}
    with open_journal(path) as opened:
        return latest_rows(opened)


def _rows(
    wanted: Wanted, fleet: Fleet, members: tuple[Member, ...], last: Mapping[str, Applied]
) -> Iterator[Scored]:
    told = replace(fleet, members=())  # it travels with each of them
    work = partial(score, fleet=told, today=wanted.today or day())
    for done in spread(work, members, wanted.jobs, wanted.executor):
        member = done.item
        lost = Scored(row(member, State.FAILED, error=done.error), member.pin)
        yield replace(done.value or lost, last=last.get(member.name))


def score(member: Member, fleet: Fleet, today: date) -> Scored:
    """Foresee and judge one member, which is read once for both."""
    committed, _ = attempt(lambda: read_committed(repository_of(member), member.folder))
    try:
        forecast = foresee(member, stand_on(committed, fleet, member, today))
    except ScaffoldError as error:
        forecast = row(member, State.FAILED, error=str(error))
    scored = Scored(forecast, member.pin)
    if committed is None:
        return scored
    try:
        return replace(scored, card=_judged(committed, member, today))
    except ScaffoldError as error:
        return replace(scored, unjudged=str(error))


def _judged(committed: Committed, member: Member, today: date) -> Scorecard:
    """Its scorecard without lines of evidence: they would be most of what a fleet's rows hold."""
    card = judge(CommittedTree(committed, member.name), today)
    return replace(card, rows=tuple(replace(one, evidence=()) for one in card.rows))
