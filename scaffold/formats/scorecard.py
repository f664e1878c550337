"""A scorecard for a person at a terminal, and for programs."""

import dataclasses
import json
import shutil
import textwrap
from collections.abc import Iterator

from scaffold.formats.plain import plain, plain_line
from scaffold.scorecard.scorecard import Level, Outcome, Row, Scorecard

SCHEMA_VERSION = 1

_MARKS = {
    Outcome.MET: ("met", "32"),
    Outcome.NOT_MET: ("NOT MET", "31"),
    Outcome.UNKNOWN: ("unknown", "33"),
    Outcome.WAIVED: ("waived", "36"),
    Outcome.NOT_APPLICABLE: ("n/a", "2"),
}
WORDS = {
    Outcome.MET: "met",
    Outcome.NOT_MET: "not met",
    Outcome.UNKNOWN: "unknown",
    Outcome.WAIVED: "waived",
    Outcome.NOT_APPLICABLE: "not applicable",
}
"""How outcomes are said."""
_INDENT = " " * 10


def write_json(card: Scorecard, demanded: Level | None = None) -> str:
    """Return every field of the rows, the levels, the counts and the exit code.

    Args:
        card: the scorecard.
        demanded: the level that was asked for, if one was.
    """
    ahead = card.next_level
    content = {
        "schema_version": SCHEMA_VERSION,
        **dataclasses.asdict(card),
        "level": card.level,
        "next_level": ahead,
        "missing": [row.item for row in card.missing(ahead)] if ahead else [],
        "counts": {outcome.value: card.count(outcome) for outcome in Outcome},
        "demanded": demanded,
        "exit_code": int(card.exit_code(demanded)),
    }
    return json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n"


def write(card: Scorecard, demanded: Level | None = None, *, colour: bool = False) -> str:
    """Return the items by level with what shows each, and what the next level lacks.

    Args:
        card: the scorecard.
        demanded: the level that was asked for, if one was.
        colour: whether the terminal shows colours.
    """
    lines = [f"{plain_line(card.repository)}: {verdict(card)}"]
    lines += [f"judged on {card.judged} by scaffold {card.scaffold_version}"]
    for level in Level:
        rows = card.of(level)
        held = sum(row.holds for row in rows)
        lines += ["", f"{level.capitalize()}: {held} of {len(rows)}"]
        for row in rows:
            lines += _row(row, colour=colour)
    lines += [f"not read: {plain_line(remark)}" for remark in card.left_out]
    ahead = demanded if demanded and not card.reaches(demanded) else card.next_level
    if ahead:
        lines += ["", f"Missing for {ahead}:"]
        lines += [f"  {row.item}" for row in card.missing(ahead)]
    return "\n".join(lines) + "\n"


def verdict(card: Scorecard) -> str:
    """Level and counts in a few words."""
    counts = [(card.count(outcome), word) for outcome, word in WORDS.items()]
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"{card.level or 'no level yet'} ({told})".capitalize()


def _row(row: Row, *, colour: bool) -> Iterator[str]:
    word, code = _MARKS[row.outcome]
    mark = f"\x1b[{code}m{word:7}\x1b[0m" if colour else f"{word:7}"
    yield f"  {mark} {row.title}"
    if row.outcome is Outcome.WAIVED and row.waiver:
        yield from _filled(f"until {row.waiver.until} by {row.waiver.by}: {row.waiver.reason}")
    elif row.outcome is not Outcome.MET:
        yield from _filled(row.reason)
    if row.remark:
        yield from _filled(row.remark)
    shown = row.evidence[:1] if row.outcome is Outcome.MET else row.evidence
    for one in shown:
        line = plain_line(f"{one.place}  {one.text}")
        width = _columns() - len(_INDENT)
        yield _INDENT + (line if len(line) <= width else f"{line[: width - 1]}…")


def _filled(text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        plain(text), _columns(), initial_indent=_INDENT, subsequent_indent=_INDENT
    )


def _columns() -> int:
    return max(shutil.get_terminal_size().columns, 60)
