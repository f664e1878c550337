"""The numbers of a fleet's scorecard, counted from its members' rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from packaging.version import InvalidVersion, Version

from scaffold.drift import Owner
from scaffold.fleet.forecast import State
from scaffold.fleet.scored import Scored
from scaffold.fleet.summary import Exemption, Item, Release, Share, Summary, Team
from scaffold.scorecard.scorecard import Level, Outcome, Row


def summarise(rows: Sequence[Scored]) -> Summary:
    """Count what the members' rows say."""
    names = sorted({row.forecast.team for row in rows}, key=lambda name: (not name, name))
    return Summary(
        states=_states(rows),
        releases=tuple(_releases(rows)),
        target=max((row.forecast.to_version for row in rows), key=release_order, default=""),
        teams=tuple(_team(name, [r for r in rows if r.forecast.team == name]) for name in names),
        whole=_team("", rows),
        items=tuple(_items(rows)),
        pins=_by_end(_pins(rows)),
        waivers=_by_end(_waivers(rows)),
    )


def release_order(version: str) -> tuple[bool, Version]:
    """By what versions are sorted: one that is none comes before all others."""
    try:
        return True, Version(version)
    except InvalidVersion:
        return False, Version("0")


def _states(rows: Iterable[Scored]) -> dict[State, int]:
    counted = Counter(row.forecast.state for row in rows)
    return {state: counted[state] for state in State}


def _releases(rows: Iterable[Scored]) -> Iterator[Release]:
    at: dict[str, list[Scored]] = {}
    for row in rows:
        if row.forecast.from_version:
            at.setdefault(row.forecast.from_version, []).append(row)
    for version in sorted(at, key=release_order, reverse=True):
        yield Release(version, _states(at[version]))


def _team(name: str, rows: Sequence[Scored]) -> Team:
    drift: Counter[str] = Counter()
    for row in rows:
        drift.update(row.forecast.drift)
    judged = [row.card for row in rows if row.card]
    reached = Counter(card.level or "" for card in judged)
    return Team(
        name=name,
        states=_states(rows),
        drift={owner.value: drift[owner.value] for owner in Owner},
        edited=sum(bool(row.forecast.drift.get(Owner.MANAGED)) for row in rows),
        conflicts=sum(bool(row.forecast.conflicts) for row in rows),
        levels={level: reached[level] for level in (*reversed(Level), "")},
        checklist=_share((row.member, item) for row in rows if row.card for item in row.card.rows),
    )


def _items(rows: Iterable[Scored]) -> Iterator[Item]:
    """Every item that anybody was judged by; shards of several versions may differ in them."""
    known: dict[str, Row] = {}
    found: dict[str, dict[str, list[tuple[str, Row]]]] = {}
    for row in rows:
        for item in row.card.rows if row.card else ():
            known.setdefault(item.item, item)
            teams = found.setdefault(item.item, {})
            teams.setdefault(row.forecast.team, []).append((row.member, item))
    for name, item in known.items():
        teams = found[name]
        yield Item(
            item=name,
            title=item.title,
            level=item.level,
            teams={team: _share(pairs) for team, pairs in teams.items()},
            whole=_share(pair for pairs in teams.values() for pair in pairs),
        )


def _share(pairs: Iterable[tuple[str, Row]]) -> Share:
    met, waived, missing = 0, 0, []
    for member, item in pairs:
        if item.outcome is Outcome.MET:
            met += 1
        elif item.outcome is Outcome.WAIVED:
            waived += 1
        elif item.outcome is not Outcome.NOT_APPLICABLE:
            missing.append(member)
    return Share(met, waived, tuple(missing))


def _pins(rows: Iterable[Scored]) -> Iterator[Exemption]:
    for row in rows:
        if pin := row.pin:
            team = row.forecast.team
            yield Exemption(row.member, team, pin.version, pin.reason, pin.expires)


def _waivers(rows: Iterable[Scored]) -> Iterator[Exemption]:
    for row in rows:
        for item in row.card.rows if row.card else ():
            if one := item.waiver:
                yield Exemption(row.member, row.forecast.team, item.title, one.reason, one.until)


def _by_end(found: Iterable[Exemption]) -> tuple[Exemption, ...]:
    return tuple(sorted(found, key=lambda one: (one.until, one.member, one.what)))
