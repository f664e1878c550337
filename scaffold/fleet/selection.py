"""Which members a run is about."""

import hashlib
import re
from dataclasses import dataclass
from difflib import get_close_matches

from scaffold.errors import UsageError
from scaffold.fleet.members import Fleet, Member


@dataclass(frozen=True)
class Selection:
    """What the user asked for; everything that is given must hold.

    Attributes:
        members: names; empty means all.
        teams: names; empty means all.
        shard: ``i/n``: the i-th of n parts; empty means the whole.
        waves: names; empty means all.
    """

    members: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    shard: str = ""
    waves: tuple[str, ...] = ()


def select(fleet: Fleet, selection: Selection) -> tuple[Member, ...]:
    """Choose members, in the fleet's order.

    Which part a member falls into depends on its name and on ``n`` alone: it stays there however
    many others come and go.

    Raises:
        UsageError: a member, team or wave is unknown, or the shard is none.
    """
    _require(selection.members, {member.name for member in fleet.members}, "member")
    _require(selection.teams, {member.team for member in fleet.members}, "team")
    _require(selection.waves, {wave.name for wave in fleet.waves}, "wave")
    number, count = _shard(selection.shard)
    return tuple(
        member
        for member in fleet.members
        if (not selection.members or member.name in selection.members)
        and (not selection.teams or member.team in selection.teams)
        and (not selection.waves or member.wave in selection.waves)
        and (count == 1 or shard_of(member.name, count) == number)
    )


def shard_of(name: str, count: int) -> int:
    """Which of ``count`` parts, from 1, a member of this name falls into."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % count + 1


def _require(names: tuple[str, ...], known: set[str], kind: str) -> None:
    if unknown := sorted(set(names) - known):
        near = {name for word in unknown for name in get_close_matches(word, known - {""}, 1)}
        hint = f"; did you mean {', '.join(sorted(near))}?" if near else ""
        raise UsageError(f"no such {kind}: {', '.join(unknown)}{hint}")


def _shard(text: str) -> tuple[int, int]:
    if not text:
        return 1, 1
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text)
    if not found or int(found[1]) > int(found[2]):
        raise UsageError(f"--shard {text}: must be i/n with i from 1 to n, such as 2/5")
    return int(found[1]), int(found[2])
