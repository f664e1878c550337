"""What a fleet's scorecard comes to: by state, version, team and item of the checklist."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scaffold.fleet.forecast import State


@dataclass(frozen=True)
class Release:
    """A version that members are at.

    Attributes:
        version: the release.
        states: how many members are at it, by where that leaves them.
    """

    version: str
    states: Mapping[State, int]

    @property
    def members(self) -> int:
        """How many there are."""
        return sum(self.states.values())


@dataclass(frozen=True)
class Share:
    """How members came out on one item, or on all of them.

    Attributes:
        met: how often it is met.
        waived: how often it is done without, with a reason.
        missing: who neither meets nor waives it; a member stands here once an item.
    """

    met: int = 0
    waived: int = 0
    missing: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        """How often it applies."""
        return self.met + self.waived + len(self.missing)

    @property
    def percent(self) -> int:
        """How much of that is met, never 100 while anything is not."""
        return self.met * 100 // self.asked if self.asked else 0


@dataclass(frozen=True)
class Team:
    """Members of one owner.

    Attributes:
        name: the owner; empty for members that name none.
        states: how many are in each state.
        drift: how many files differ from what their version makes, by owner.
        edited: how many members have managed files that differ.
        conflicts: for how many members conflicts are foreseen.
        levels: how many have reached each level; an empty key is none of them.
        checklist: all items of all its members.
    """

    name: str
    states: Mapping[State, int]
    drift: Mapping[str, int]
    edited: int
    conflicts: int
    levels: Mapping[str, int]
    checklist: Share

    @property
    def members(self) -> int:
        """How many there are."""
        return sum(self.states.values())


@dataclass(frozen=True)
class Item:
    """One item of the checklist.

    Attributes:
        item: its id.
        title: the state that it asks for.
        level: the level that it belongs to.
        teams: how each team's members came out, by the name of the team.
        whole: the same for everybody.
    """

    item: str
    title: str
    level: str
    teams: Mapping[str, Share]
    whole: Share


@dataclass(frozen=True)
class Exemption:
    """Something that a member need not have for a while.

    Attributes:
        member: its name.
        team: who owns it.
        what: the version that it is pinned to, or the title of the item that it waives.
        reason: why.
        until: the last day on which it holds.
    """

    member: str
    team: str
    what: str
    reason: str
    until: date


@dataclass(frozen=True)
class Summary:
    """A fleet as a whole.

    Attributes:
        states: how many members are in each state.
        releases: the versions that members are at, newest first.
        target: the newest version that any member is to have; empty when nobody is to have one.
        teams: by name; those without a team come last.
        whole: everybody as one team.
        items: the checklist, in its order.
        pins: in force or expired, those that end first before the others.
        waivers: the same.
    """

    states: Mapping[State, int]
    releases: tuple[Release, ...]
    target: str
    teams: tuple[Team, ...]
    whole: Team
    items: tuple[Item, ...]
    pins: tuple[Exemption, ...]
    waivers: tuple[Exemption, ...]
