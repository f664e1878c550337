"""``scaffold fleet verify``: the checks of every member, put to what it has committed."""

from collections.abc import Iterator
from functools import partial

from scaffold.commands.fleet.member import absence
from scaffold.commands.fleet.plan import Wanted
from scaffold.commands.fleet.prove import complaints, prove
from scaffold.errors import Exit
from scaffold.fleet.clones import repository_of
from scaffold.fleet.committed import read_committed
from scaffold.fleet.deeds import Proven
from scaffold.fleet.executors import spread
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.members import Member
from scaffold.fleet.selection import select
from scaffold.merging.objects import scratch_objects
from scaffold.report import Outcome


def verify(wanted: Wanted, level: str) -> tuple[tuple[Member, ...], Iterator[Proven]]:
    """Prove every member, and touch none of their repositories.

    Returns:
        The members that are proven, and their rows in the order in which they are known.

    Raises:
        UsageError: the inventory or the selection cannot be used.
    """
    members = select(read_fleet(wanted.inventory), wanted.selection)
    return members, _rows(wanted, members, level)


def _rows(wanted: Wanted, members: tuple[Member, ...], level: str) -> Iterator[Proven]:
    prove_one = partial(prove_member, level=level)
    for done in spread(prove_one, members, wanted.jobs, wanted.executor):
        member = done.item
        broken = Proven(member.name, member.wave, member.team, "broken", error=done.error)
        yield done.value or broken


def prove_member(member: Member, level: str) -> Proven:
    """Prove one member."""
    known = (member.name, member.wave, member.team)
    committed = read_committed(repository_of(member), member.folder)
    if committed is None or committed.recorded is None:
        return Proven(*known, "absent", error=absence(member))
    with scratch_objects(committed.checkout.algorithm) as store:
        report = prove(committed, store, committed.whole, level)
    return Proven(
        *known,
        outcome="passed" if report.exit_code is Exit.OK else "failed",
        version=committed.recorded.version,
        counts=tuple((outcome.value, report.count(outcome)) for outcome in Outcome),
        findings=complaints(report),
    )
