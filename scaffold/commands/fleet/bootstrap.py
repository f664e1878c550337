"""``scaffold fleet bootstrap``: members that are not on the path yet are made, or adopted.

One without a repository is created with its first commit; where its repository is elsewhere and
empty, that is pushed. In one that exists, what is missing is
added and staged, as by ``scaffold adopt``; its owners look at it and commit.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from scaffold.commands.adopt import Wanted as ToAdopt
from scaffold.commands.adopt import adopt
from scaffold.commands.fleet.plan import Wanted, day
from scaffold.commands.new import Wanted as ToCreate
from scaffold.commands.new import create, typed
from scaffold.errors import UsageError
from scaffold.fleet.clones import repository_of, send
from scaffold.fleet.committed import read_committed
from scaffold.fleet.deeds import Bootstrapped, Start
from scaffold.fleet.executors import spread
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.members import Fleet, Member
from scaffold.fleet.policy import choose
from scaffold.fleet.selection import select
from scaffold.fleet.shelf import known_releases, released

_FIRST_BRANCH = "refs/heads/main"


def bootstrap(
    wanted: Wanted, *, dry_run: bool
) -> tuple[tuple[Member, ...], Iterator[Bootstrapped]]:
    """Bring every member onto the path that is not on it.

    Returns:
        The members that are looked at, and their rows in the order in which they are known.

    Raises:
        UsageError: the inventory or the selection cannot be used.
    """
    fleet = read_fleet(wanted.inventory)
    members = select(fleet, wanted.selection)
    start = partial(start_member, fleet=fleet, today=wanted.today or day(), dry_run=dry_run)
    found = spread(start, members, wanted.jobs)
    return members, (
        done.value or replace(_row(done.item, Start.FAILED), error=done.error) for done in found
    )


def start_member(member: Member, fleet: Fleet, today: date, *, dry_run: bool) -> Bootstrapped:
    """Bring one member onto the path."""
    committed = read_committed(repository_of(member), member.folder)
    if committed and committed.recorded:
        return replace(_row(member, Start.PRESENT), version=committed.recorded.version)
    version = choose(fleet, member, known_releases(fleet.source), "", today).version
    if member.path is None:
        if committed or member.folder:
            raise UsageError(
                f"{member.place}: something else is committed to {member.url}; clone it, and run "
                "`scaffold adopt` there"
            )
        return _create_elsewhere(member, fleet, version, dry_run=dry_run)
    place = member.path / member.folder
    if committed is None and not _holds_something(place):
        return _create(member, fleet, place, version, dry_run=dry_run)
    return _adopt(member, fleet, place, version, dry_run=dry_run)


def _holds_something(place: Path) -> bool:
    return place.is_dir() and any(place.iterdir())


def _create(
    member: Member, fleet: Fleet, place: Path, version: str, *, dry_run: bool
) -> Bootstrapped:
    wanted = ToCreate(
        name=member.name,
        path=place,
        data=tuple(_data(member, fleet, version)),
        defaults=True,
        template=fleet.source,
        template_version=version,
    )
    created = create(wanted, dry_run=dry_run)
    outcome = Start.WOULD_CREATE if dry_run else Start.CREATED
    row = replace(_row(member, outcome), version=version, files=len(created.files))
    return replace(row, where=str(created.root))


def _create_elsewhere(member: Member, fleet: Fleet, version: str, *, dry_run: bool) -> Bootstrapped:
    """Make the first commit of a repository that is empty so far, where it is."""
    with tempfile.TemporaryDirectory(prefix="scaffold-bootstrap-") as scratch:
        place = Path(scratch) / member.name
        row = _create(member, fleet, place, version, dry_run=dry_run)
        if not dry_run:
            send(member, place, f"HEAD:{_FIRST_BRANCH}")
    return replace(row, where=member.url)


def _adopt(
    member: Member, fleet: Fleet, place: Path, version: str, *, dry_run: bool
) -> Bootstrapped:
    data = tuple(_data(member, fleet, version))
    wanted = ToAdopt(place, data, None, fleet.source, version, None, dry_run)
    adopted = adopt(wanted)
    outcome = Start.WOULD_ADOPT if dry_run else Start.ADOPTED
    staged = "" if dry_run else ", staged; look at it and commit"
    added = sum(part.fate == "added" for part in adopted.parts)
    row = replace(_row(member, outcome), version=version, files=added)
    return replace(row, where=f"{adopted.root}{staged}")


def _data(member: Member, fleet: Fleet, version: str) -> Iterator[str]:
    """What the inventory knows, for the questions that this version asks."""
    asked = {question.name for question in released(fleet.source, version).questionnaire.questions}
    own = {"team": member.team, "tier": member.tier, "language": member.language}
    given = {key: value for key, value in own.items() if value and key in asked}
    for key, value in {**given, **member.answers}.items():
        yield f"{key}={typed(value)}"


def _row(member: Member, outcome: Start) -> Bootstrapped:
    return Bootstrapped(member.name, member.wave, member.team, outcome)
