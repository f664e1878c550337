"""A fleet's scorecard as one page that needs nothing beside it: to look at, to attach, to print."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scaffold.fleet.forecast import Risk, State
from scaffold.fleet.scored import Scored
from scaffold.fleet.summary import Exemption, Item, Summary
from scaffold.fleet.tally import release_order, summarise
from scaffold.formats import sheet
from scaffold.formats.fleet_concerns import Concern, find_concerns
from scaffold.scorecard.scorecard import Level, Outcome, Scorecard

_FIRST = (State.FAILED, State.BEHIND, State.ABSENT, State.PINNED, State.CURRENT)
_SOON_DAYS = 14


@dataclass(frozen=True)
class About:
    """What the page says of itself.

    Attributes:
        name: what the fleet is called.
        source: the template that its members are made from; empty when it is not known.
        made: when: UTC, ISO 8601.
        today: the day by which exemptions end.
    """

    name: str
    source: str
    made: str
    today: date


def write(rows: Iterable[Scored], about: About) -> str:
    """Return the page: the fleet at a glance, then by team and item, then every member."""
    ordered = sorted(rows, key=_urgency)
    summary = summarise(ordered)
    concerns = tuple(find_concerns(ordered, summary, about.today))
    script = sheet.own("fleet.js")
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return sheet.render(
        "fleet",
        {
            "by_level": _by_level,
            "ends": lambda one: _ends(one, about.today),
            "score": _score,
            "segments": _segments,
        },
        {"missed": lambda row: row.outcome in {Outcome.NOT_MET, Outcome.UNKNOWN}},
        about=about,
        anchors={row.member: f"m{number}" for number, row in enumerate(ordered, 1)},
        concerns=concerns,
        digest=digest,
        has_cards=bool(summary.items),
        levels=[*reversed(Level), "none"],
        moment=sheet.moment(about.made),
        parts=_parts(summary, concerns),
        ranks=_ranks(ordered),
        risks=list(Risk),
        rows=ordered,
        script=script,
        states=_FIRST,
        summary=summary,
        tone=_tone(summary),
        verdict=verdict(summary),
    )


def verdict(summary: Summary) -> str:
    """How the fleet stands, in one sentence."""
    whole, states = summary.whole.members, summary.states
    if not whole:
        return "The fleet has no members."
    kept = states[State.CURRENT] + states[State.PINNED]
    if kept == whole:
        return f"{kept} of {_members(whole)} up to date; nothing is left to do."
    parts = [
        f"{states[state]} {words}"
        for state, words in (
            (State.BEHIND, "behind"),
            (State.ABSENT, "not on the path yet"),
            (State.FAILED, "could not be examined"),
        )
        if states[state]
    ]
    return f"{kept} of {_members(whole)} up to date; {', '.join(parts)}."


def _members(count: int) -> str:
    return f"{count} member{'' if count == 1 else 's'}"


def _tone(summary: Summary) -> str:
    """How the verdict looks: as the gravest state of any member."""
    if summary.states[State.FAILED]:
        return State.FAILED
    left = summary.states[State.BEHIND] or summary.states[State.ABSENT]
    return State.BEHIND if left else State.CURRENT


def _urgency(row: Scored) -> tuple[int, int, str]:
    """What needs work comes first."""
    forecast = row.forecast
    return _FIRST.index(forecast.state), -list(Risk).index(forecast.risk), row.member


def _ranks(rows: Iterable[Scored]) -> dict[str, int]:
    """The place of each version among all of them, for sorting by it."""
    known = {row.forecast.from_version for row in rows}
    return {version: rank for rank, version in enumerate(sorted(known, key=release_order))}


def _parts(summary: Summary, concerns: Sequence[Concern]) -> tuple[tuple[str, str, int], ...]:
    """Anchor, title and length of each part of the page; one without length is not there."""
    return (
        ("versions", "Versions", len(summary.releases)),
        ("concerns", "Needs a person", sum(len(concern.members) for concern in concerns)),
        ("teams", "Teams", len(summary.teams)),
        ("checklist", "Checklist", len(summary.items)),
        ("pins", "Pins", len(summary.pins)),
        ("waivers", "Waivers", len(summary.waivers)),
        ("members", "Members", summary.whole.members),
    )


def _by_level(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """Items under the levels that they belong to; the order of both is that of the list."""
    levels: dict[str, list[Item]] = {}
    for item in items:
        levels.setdefault(item.level, []).append(item)
    return list(levels.items())


def _score(card: Scorecard) -> str:
    """How many items are met, of those that apply."""
    applying = len(card.rows) - card.count(Outcome.NOT_APPLICABLE)
    return f"{card.count(Outcome.MET)} of {applying}"


def _segments(counts: Mapping[str, int], whole: int) -> Iterator[tuple[str, float, float]]:
    """Pieces of a bar: kind, where it begins and how long it is, in percent of the whole."""
    begin = 0.0
    for kind, count in counts.items():
        if count:
            length = count * 100 / whole
            yield kind, round(begin, 2), round(length, 2)
            begin += length


def _ends(one: Exemption, today: date) -> tuple[str, str]:
    """How an exemption's end looks, and how far away it is in words."""
    days = (one.until - today).days
    if days < 0:
        return "failed", f"expired {-days} day{'' if days == -1 else 's'} ago"
    words = f"in {days} day{'' if days == 1 else 's'}" if days else "today"
    return "behind" if days <= _SOON_DAYS else "", words
