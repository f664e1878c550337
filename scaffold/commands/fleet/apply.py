"""``scaffold fleet apply``: every member brought to its version, wave after wave."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from scaffold.commands.fleet.member import Standing, absence, stand
from scaffold.commands.fleet.plan import day
from scaffold.commands.fleet.prove import complaints, prove
from scaffold.errors import Exit, UsageError
from scaffold.fleet.change import Change
from scaffold.fleet.executors import PROCESSES, scheduler_of, spread
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.journal import (
    begin,
    failed_members,
    finish,
    note,
    open_journal,
    require_begun,
    rows_of,
)
from scaffold.fleet.members import Fleet, Member
from scaffold.fleet.outcome import Applied, Outcome, stops
from scaffold.fleet.outlook import work_out
from scaffold.fleet.pushes import PUSHES
from scaffold.fleet.retries import attempt
from scaffold.fleet.selection import Selection, select
from scaffold.fleet.shelf import known_releases
from scaffold.merging.objects import scratch_objects
from scaffold.turns import alone


@dataclass(frozen=True)
class Wanted:
    """What the user asked for.

    Attributes:
        inventory: the inventory.
        push: what is done with each change: a word of ``PUSHES``.
        output: folder for what is handed on as a file.
        journal: file that the run is noted in; None is one beside the inventory.
        selection: which members.
        failed: only those that failed the last time, or were held.
        jobs: how many at once; 0 is one a core, or a worker.
        today: by which pins expire; None is the day that it is.
        executor: who works on them; see :func:`scaffold.fleet.executors.spread`.
    """

    inventory: Path
    push: str
    output: Path = Path("patches")
    journal: Path | None = None
    selection: Selection = field(default_factory=Selection)
    failed: bool = False
    jobs: int = 0
    today: date | None = None
    executor: str = PROCESSES


@dataclass(frozen=True)
class Course:
    """A run that is about to go.

    Attributes:
        members: everybody that it is about.
        before: rows that a run which was killed has left; they are not done again.
        rows: what comes, in the order in which it is known.
    """

    members: tuple[Member, ...]
    before: tuple[Applied, ...]
    rows: Iterator[Applied]


@contextmanager
def apply(wanted: Wanted, wait: Callable[[], None] = lambda: None) -> Iterator[Course]:
    """Bring members to their versions, for the length of a ``with`` block.

    A wave begins when the one before it is done. It does not begin, and its members are held, when
    a member of an earlier one did not pass its checks, or when nobody in it came through.

    Args:
        wanted: what to do.
        wait: is called once before it waits for another run over this fleet.

    Raises:
        UsageError: the inventory, the selection or the way to hand changes on cannot be used.
        ScaffoldError: the journal cannot be used.
    """
    if wanted.push not in PUSHES:
        raise UsageError(f"--push {wanted.push}: must be one of {', '.join(PUSHES)}")
    if scheduler_of(wanted.executor) and wanted.push == "patch":
        raise UsageError("--push patch: its files would stand where the workers are; use branch")
    fleet = read_fleet(wanted.inventory)
    members = select(fleet, wanted.selection)
    path = journal_of(wanted.inventory, wanted.journal)
    if wanted.failed:
        require_begun(path)
    with alone(path.with_name(f"{path.name}.lock"), wait), open_journal(path) as journal:
        if wanted.failed:
            failed = failed_members(journal)
            members = tuple(member for member in members if member.name in failed)
            if not members:
                yield Course((), (), iter(()))
                return
        run = begin(journal, _key(wanted, fleet, members))
        before = tuple(rows_of(journal, run))

        def rows() -> Iterator[Applied]:
            for row in _waves(wanted, fleet, members, before):
                note(journal, run, row)
                yield row
            finish(journal, run)

        yield Course(members, before, rows())


def journal_of(inventory: Path, journal: Path | None) -> Path:
    """Where runs over a fleet are noted."""
    return journal or inventory.with_name(f".{inventory.stem}.journal")


def _key(wanted: Wanted, fleet: Fleet, members: tuple[Member, ...]) -> str:
    """Digest of all that makes two runs the same one; after another release it is not.

    Which members a listing shows, and in which order, is no part of it: a run goes on with those
    that there are now.
    """
    words = [wanted.inventory.read_text(encoding="utf-8"), wanted.push, wanted.failed]
    words += [
        str(known_releases(fleet.source)),
        sorted(member.name for member in members) if wanted.failed else [],
        asdict(wanted.selection),
        str(wanted.output),
    ]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _waves(
    wanted: Wanted, fleet: Fleet, members: tuple[Member, ...], before: tuple[Applied, ...]
) -> Iterator[Applied]:
    known = {row.member: row for row in before}
    told = replace(fleet, members=())  # it travels with each of them
    work = partial(apply_member, fleet=told, wanted=replace(wanted, today=wanted.today or day()))
    stopped = ""
    for wave in fleet.waves:
        left = [member for member in members if member.wave == wave.name]
        outcomes = [known[member.name].outcome for member in left if member.name in known]
        left = [member for member in left if member.name not in known]
        if stopped:
            yield from (_row(m, Outcome.HELD, error=f"wave {stopped} failed") for m in left)
            continue
        for done in spread(work, left, wanted.jobs, wanted.executor):
            row = done.value or _row(done.item, Outcome.FAILED, error=done.error)
            outcomes.append(row.outcome)
            yield row
        if stops({outcome: outcomes.count(outcome) for outcome in outcomes}):
            stopped = wave.name


def apply_member(member: Member, fleet: Fleet, wanted: Wanted) -> Applied:
    """Bring one member to its version; what may pass by itself is tried again."""
    began = time.monotonic()
    row, attempts = attempt(lambda: _apply(member, fleet, wanted))
    return replace(row, attempts=attempts, seconds=round(time.monotonic() - began, 3))


def _apply(member: Member, fleet: Fleet, wanted: Wanted) -> Applied:
    standing = stand(fleet, member, wanted.today or day())
    if standing is None:
        return _row(member, Outcome.ABSENT, error=absence(member))
    target = standing.target
    row = _row(member, Outcome.CURRENT, from_version=standing.version, to_version=target.version)
    if standing.is_current:
        return replace(row, outcome=Outcome.PINNED) if target.pinned else row
    return _hand_on(member, fleet, wanted, standing, row)


def _hand_on(
    member: Member, fleet: Fleet, wanted: Wanted, standing: Standing, row: Applied
) -> Applied:
    """Work the change out, prove it, hand it on."""
    committed = standing.committed
    with scratch_objects(committed.checkout.algorithm) as store:
        outlook = work_out(
            committed, store, standing.target.version, member.answers, with_drift=False
        )
        if outlook.settlement.conflicts:
            paths = tuple(sorted(one.path for one in outlook.settlement.conflicts))
            return replace(row, outcome=Outcome.CONFLICTS, conflicts=paths)
        output = wanted.output.absolute()
        change = Change(member, committed, outlook, store, output, fleet.requests)
        if level := fleet.wave(member.wave).verify:
            report = prove(committed, store, change.after, level)
            if report.exit_code is not Exit.OK:
                return replace(row, outcome=Outcome.UNPROVEN, findings=complaints(report))
            change = replace(change, proof=report)
        return replace(row, outcome=Outcome.APPLIED, where=PUSHES[wanted.push].push(change))


def _row(member: Member, outcome: Outcome, **known: str) -> Applied:
    return Applied(member.name, member.wave, member.team, outcome, **known)  # type: ignore[arg-type]
