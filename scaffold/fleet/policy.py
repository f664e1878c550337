"""Which version a member is to have: the newest that the fleet allows, unless a pin holds it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from packaging.specifiers import SpecifierSet

from scaffold.bundle import Release
from scaffold.errors import UsageError
from scaffold.fleet.members import Fleet, Member
from scaffold.recorded import is_newer
from scaffold.releases import find

_NAMED = 5


@dataclass(frozen=True)
class Target:
    """A version, and why it is not simply the newest one.

    Attributes:
        version: the release.
        pinned: whether a pin holds the member there.
        remarks: what else to know, in words.
    """

    version: str
    pinned: bool = False
    remarks: tuple[str, ...] = ()


def choose(
    fleet: Fleet, member: Member, known: tuple[Release, ...], current: str, today: date
) -> Target:
    """Choose a member's version; it is never older than the one that it is at.

    Args:
        fleet: whose range of versions counts.
        member: whose pin counts before that.
        known: the template's releases, newest first.
        current: the version that the member is at; empty for one that is yet to be made.
        today: by which pins expire.

    Raises:
        UsageError: no release is in the range, or the pinned one does not exist.
    """
    remarks: list[str] = []
    if member.pin and member.pin.holds(today):
        pin = member.pin
        found = find(known, pin.version)
        if found is None:
            said = f"pin: {fleet.source} has no release {pin.version}; newest: {_named(known)}"
            raise UsageError(f"{member.place}: {said}")
        remarks.append(f"pinned to {pin.version} until {pin.expires}: {pin.reason}")
        return _not_back(Target(found.version, pinned=True, remarks=tuple(remarks)), current)
    if member.pin:
        remarks.append(f"its pin to {member.pin.version} expired on {member.pin.expires}")
    newest = next(iter(_allowed(fleet, known)), None)
    if newest is None:
        within = f" in {fleet.version!r}" if fleet.version else ""
        said = f"{fleet.source} has no release{within}; newest: {_named(known)}"
        raise UsageError(f"{fleet.path}: {said}")
    return _not_back(Target(newest.version, remarks=tuple(remarks)), current)


def _allowed(fleet: Fleet, known: tuple[Release, ...]) -> Iterable[Release]:
    allowed = SpecifierSet(fleet.version)
    return (release for release in known if allowed.contains(release.version))


def _named(known: tuple[Release, ...]) -> str:
    return ", ".join(one.version for one in known[:_NAMED]) or "none"


def _not_back(target: Target, current: str) -> Target:
    if not current or current == target.version or is_newer(target.version, current):
        return target
    said = f"is at {current}, past {target.version}; nothing is brought back"
    return Target(current, target.pinned, (*target.remarks, said))
