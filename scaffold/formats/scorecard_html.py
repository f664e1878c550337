"""A scorecard as one page that needs nothing beside it: to read on a phone, to attach, to print."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import cleandoc

from scaffold.formats import sheet
from scaffold.formats.scorecard import WORDS, verdict
from scaffold.scorecard.scorecard import Level, Outcome, Row, Scorecard

_TONES = {
    Outcome.MET: "passed",
    Outcome.NOT_MET: "failed",
    Outcome.UNKNOWN: "skipped",
    Outcome.WAIVED: "crashed",
    Outcome.NOT_APPLICABLE: "quiet",
}
_MARKS = {
    Outcome.MET: "✓",
    Outcome.NOT_MET: "✗",
    Outcome.UNKNOWN: "?",
    Outcome.WAIVED: "○",
    Outcome.NOT_APPLICABLE: "·",
}
_LABEL = re.compile(r"(?P<label>Why|Met|Not met|Fix|Waive): ")


@dataclass(frozen=True)
class Step:
    """A level as the page shows it.

    Attributes:
        level: the level.
        rows: its items.
        held: how many of them hold.
        reached: whether the repository reaches it.
    """

    level: Level
    rows: tuple[Row, ...]
    held: int
    reached: bool


def write(card: Scorecard, pages: Mapping[str, str], demanded: Level | None = None) -> str:
    """Return the page: the level, what the next one lacks, and every item with its evidence.

    Args:
        card: the scorecard.
        pages: the page of each item, a docstring, by its id.
        demanded: the level that was asked for, if one was.
    """
    ahead = demanded if demanded and not card.reaches(demanded) else card.next_level
    return sheet.render(
        "scorecard",
        {"paragraphs": _paragraphs},
        {},
        card=card,
        ahead=ahead,
        marks=_MARKS,
        missing=card.missing(ahead) if ahead else (),
        pages=pages,
        steps=tuple(_step(card, level) for level in Level),
        tone="failed" if card.exit_code(demanded) or not card.level else "passed",
        tones=_TONES,
        verdict=verdict(card),
        words=WORDS,
    )


def _step(card: Scorecard, level: Level) -> Step:
    rows = card.of(level)
    return Step(level, rows, sum(row.holds for row in rows), card.reaches(level))


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of an item's page below its title, each with its label."""
    for paragraph in cleandoc(text).split("\n\n")[1:]:
        found = _LABEL.match(paragraph)
        yield (found["label"], paragraph[found.end() :]) if found else ("", paragraph)
