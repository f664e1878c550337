"""A fleet's scorecard as text: the whole in a few lines, then a line a team."""

from collections.abc import Mapping, Sequence
from typing import Any

from scaffold.fleet.forecast import State
from scaffold.fleet.scored import Scored
from scaffold.fleet.summary import Summary, Team
from scaffold.fleet.tally import summarise
from scaffold.formats.plain import plain_line

_HEADS = ("team", "members", "current", "behind", "edited", "conflicts", "checklist", "levels")


def write(rows: Sequence[Scored]) -> str:
    """Return states, versions and levels of all members, and a table of the teams."""
    summary = summarise(rows)
    lines = [*_whole(summary), "", *_table([_HEADS, *map(_cells, summary.teams)])]
    return "".join(f"{plain_line(line)}\n" for line in lines)


def _whole(summary: Summary) -> list[str]:
    versions = {f"at {release.version}": release.members for release in summary.releases}
    lines: list[tuple[str, Mapping[Any, int]]] = [
        ("members", summary.states),
        ("versions", versions),
        ("levels", summary.whole.levels if summary.items else {}),
    ]
    return [f"{head:8}  {_counted(counts)}" for head, counts in lines if counts]


def _cells(team: Team) -> tuple[str, ...]:
    checklist = team.checklist
    return (
        team.name or "(none)",
        str(team.members),
        str(team.states[State.CURRENT]),
        str(team.states[State.BEHIND]),
        str(team.edited),
        str(team.conflicts),
        f"{checklist.percent}%" if checklist.asked else "",
        _counted(team.levels),
    )


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Columns side by side: the first and the last are words, the others numbers."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *numbers, last in rows:
        middle = (f"{cell:>{width}}" for cell, width in zip(numbers, widths[1:], strict=False))
        lines.append("  ".join((f"{first:{widths[0]}}", *middle, last)).rstrip())
    return lines


def _counted(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{number} {kind or 'none'}" for kind, number in counts.items() if number)
