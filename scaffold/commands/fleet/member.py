"""One member looked at: its repository, its version, and what an update would make of it."""

from dataclasses import dataclass
from datetime import date

from packaging.version import InvalidVersion, Version

from scaffold.amount import amount
from scaffold.answers import ANSWERS_FILE
from scaffold.errors import UsageError
from scaffold.fleet.clones import repository_of
from scaffold.fleet.committed import Committed, read_committed, require_recorded
from scaffold.fleet.forecast import Forecast, Risk, State
from scaffold.fleet.members import Fleet, Member
from scaffold.fleet.outlook import Outlook, work_out
from scaffold.fleet.policy import Target, choose
from scaffold.fleet.shelf import known_releases
from scaffold.merging.objects import scratch_objects
from scaffold.merging.writing import changes_of


@dataclass(frozen=True)
class Standing:
    """Where a member stands.

    Attributes:
        committed: its repository.
        source: the template's source that it has recorded.
        version: the version that it is at.
        target: the version that it is to have.
        is_current: whether it has that, and every answer that the inventory asks for.
    """

    committed: Committed
    source: str
    version: str
    target: Target
    is_current: bool


def stand(fleet: Fleet, member: Member, today: date) -> Standing | None:
    """Read a member; None where there is no repository yet, or one that was not made by us.

    Raises:
        UsageError: it was made from another template, or its version cannot be chosen.
        ScaffoldError: it cannot be read.
    """
    return stand_on(read_committed(repository_of(member), member.folder), fleet, member, today)


def stand_on(
    committed: Committed | None, fleet: Fleet, member: Member, today: date
) -> Standing | None:
    """The same for a member that is read already."""
    if committed is None or committed.recorded is None:
        return None
    recorded = require_recorded(committed)
    if recorded.source != fleet.source:
        raise UsageError(
            f"{member.name}: is made from {recorded.source}, the fleet from {fleet.source}; "
            "`scaffold adopt --from-copier` takes it over"
        )
    target = choose(fleet, member, known_releases(fleet.source), recorded.version, today)
    asked = all(str(recorded.values.get(k)) == str(v) for k, v in member.answers.items())
    is_current = asked and target.version == recorded.version
    return Standing(committed, recorded.source, recorded.version, target, is_current)


def forecast(member: Member, fleet: Fleet, today: date) -> Forecast:
    """Foresee an update of one member; nothing but scratch objects is written."""
    return foresee(member, stand(fleet, member, today))


def foresee(member: Member, standing: Standing | None) -> Forecast:
    """The same for a member whose standing is known."""
    if standing is None:
        return row(member, State.ABSENT, reasons=(absence(member),))
    with scratch_objects(standing.committed.checkout.algorithm) as store:
        version = standing.target.version
        outlook = work_out(standing.committed, store, version, member.answers, with_drift=True)
    state = State.CURRENT if standing.is_current else State.BEHIND
    if standing.target.pinned and standing.is_current:
        state = State.PINNED
    risk, reasons = _risk(standing, outlook)
    return row(
        member,
        state,
        from_version=standing.version,
        to_version=standing.target.version,
        drift={owner.value: count for owner, count in outlook.drift.items()},
        changed=len(changes_of(outlook.settlement, standing.committed.ours)),
        conflicts=tuple(sorted(outlook.settlement.conflicts)),
        risk=Risk.NONE if state is not State.BEHIND else risk,
        reasons=(*standing.target.remarks, *reasons),
    )


def row(member: Member, state: State, **known: object) -> Forecast:
    """A member's row with what is known of it."""
    return Forecast(
        member=member.name,
        wave=member.wave,
        team=member.team,
        tier=member.tier,
        state=state,
        **known,  # type: ignore[arg-type]
    )


def absence(member: Member) -> str:
    """What to say of a member that is not on the path."""
    where = f"{member.address}, folder {member.folder}" if member.folder else member.address
    if member.path and (member.path / member.folder / ANSWERS_FILE).is_file():
        return f"{where}: its {ANSWERS_FILE} is not committed; commit what was adopted"
    return f"{where}: no service of ours is committed there; `scaffold fleet bootstrap`"


def _risk(standing: Standing, outlook: Outlook) -> tuple[Risk, list[str]]:
    """A conflict needs a person; what only might go wrong deserves a look."""
    reasons = []
    if _major(standing.version) != _major(outlook.to_version):
        reasons.append(f"a new major version, {standing.version} -> {outlook.to_version}")
    if touched := outlook.edited & outlook.settlement.after.keys():
        reasons.append(f"changes {amount(len(touched), 'edited managed file')}")
    if outlook.carried.taken_by_default:
        asked = ", ".join(outlook.carried.taken_by_default)
        reasons.append(f"new questions take their defaults: {asked}")
    if outlook.settlement.conflicts:
        return Risk.HIGH, [amount(len(outlook.settlement.conflicts), "conflict"), *reasons]
    return (Risk.MEDIUM if reasons else Risk.LOW), reasons


def _major(version: str) -> int:
    try:
        return Version(version).major
    except InvalidVersion:
        return -1
