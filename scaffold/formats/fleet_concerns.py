"""What a person has to look after in a fleet, the gravest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scaffold.fleet.outcome import FAILURES
from scaffold.fleet.scored import Scored
from scaffold.fleet.summary import Exemption, Summary


@dataclass(frozen=True)
class Concern:
    """Something that a person has to look after.

    Attributes:
        title: what it is.
        members: whom it is about, each with what is known of it in a line.
    """

    title: str
    members: tuple[tuple[str, str], ...]


def find_concerns(rows: Sequence[Scored], summary: Summary, today: date) -> Iterator[Concern]:
    """Everything that does not pass by itself; what there is none of is left out."""
    found = (
        ("Could not be examined", _unread(rows)),
        ("Could not be judged", _unjudged(rows)),
        ("Did not come through the last apply", _stopped(rows)),
        ("Conflicts are foreseen", _clashing(rows)),
        ("A pin has expired", _over(summary.pins, today)),
        ("A waiver has ended", _over(summary.waivers, today)),
    )
    for title, pairs in found:
        if members := tuple(pairs):
            yield Concern(title, members)


def _unread(rows: Iterable[Scored]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.failed:
            yield row.member, _said(row.forecast.error)


def _unjudged(rows: Iterable[Scored]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.unjudged:
            yield row.member, _said(row.unjudged)


def _stopped(rows: Iterable[Scored]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if (last := row.last) and last.outcome in FAILURES:
            known = (*last.conflicts, *last.findings, _said(last.error))
            yield row.member, f"{last.outcome}: {next(filter(None, known), last.to_version)}"


def _clashing(rows: Iterable[Scored]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if paths := [one.path for one in row.forecast.conflicts]:
            yield row.member, ", ".join(paths)


def _over(exemptions: Iterable[Exemption], today: date) -> Iterator[tuple[str, str]]:
    for one in exemptions:
        if one.until < today:
            yield one.member, f"{one.what}, on {one.until}: {one.reason}"


def _said(error: str) -> str:
    """An error in a line: its first one, or the last one of a traceback."""
    lines = error.strip().splitlines() or [""]
    return lines[-1] if lines[0].startswith("Traceback") else lines[0]
