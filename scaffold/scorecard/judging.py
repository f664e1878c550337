"""Puts the items to a repository and counts its waivers in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import version as distribution_version

from scaffold.artifacts.tree import Tree
from scaffold.own import OWN_FILE
from scaffold.scorecard.gathering import read
from scaffold.scorecard.item import Item
from scaffold.scorecard.items import ITEMS
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import HOLDS, Outcome, Row, Scorecard, Waiver
from scaffold.scorecard.waivers import parse_waivers


def judge(tree: Tree, today: date) -> Scorecard:
    """Judge a repository.

    Args:
        tree: its files.
        today: the day by which waivers are in force or ended.

    Raises:
        ScaffoldError: its waivers cannot be read; names ``path:line``.
    """
    waivers = read_waivers(tree, today)
    reading = read(tree)
    rows = tuple(_row(item, reading, waivers, today) for item in ITEMS)
    return Scorecard(
        repository=reading.name,
        rows=rows,
        judged=today,
        left_out=(*reading.left_out, *reading.unparsed),
        scaffold_version=distribution_version("scaffold"),
    )


def title(item: Item) -> str:
    """First line of an item's page."""
    return (item.__doc__ or item.ID).strip().splitlines()[0].rstrip(".")


def read_waivers(tree: Tree, today: date) -> Mapping[str, Waiver]:
    """The waivers of a repository.

    Raises:
        ScaffoldError: they cannot be read; names ``path:line``.
    """
    content = tree.read([OWN_FILE]).get(OWN_FILE) if OWN_FILE in tree.paths else None
    return parse_waivers(content, [item.ID for item in ITEMS], today) if content else {}


def _row(item: Item, reading: Reading, waivers: Mapping[str, Waiver], today: date) -> Row:
    verdict = item.judge(reading)
    row = Row(
        item=item.ID,
        title=title(item),
        level=item.LEVEL,
        section=item.SECTION,
        sentence=item.SENTENCE,
        outcome=verdict.outcome,
        reason=verdict.reason,
        evidence=verdict.evidence,
    )
    waiver = waivers.get(item.ID)
    return _waived(row, waiver, today) if waiver else row


def _waived(row: Row, waiver: Waiver, today: date) -> Row:
    """The row with a waiver: it counts only for what does not hold, and only until its day."""
    place = f"{OWN_FILE}:{waiver.line}"
    if row.outcome in HOLDS:
        remark = f"the waiver at {place} is not needed: take it away"
        return replace(row, waiver=waiver, remark=remark)
    if waiver.holds(today):
        return replace(row, outcome=Outcome.WAIVED, waiver=waiver)
    remark = f"the waiver at {place} ended on {waiver.until}: {waiver.reason}"
    return replace(row, outcome=Outcome.NOT_MET, waiver=waiver, remark=remark)
