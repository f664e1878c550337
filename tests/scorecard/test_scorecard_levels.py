"""Which level a scorecard reaches."""

from datetime import date

import pytest

from scaffold.errors import Exit
from scaffold.scorecard.scorecard import Level, Outcome, Row, Scorecard

TODAY = date(2026, 1, 31)


def card(**outcomes: Outcome) -> Scorecard:
    """One item a level, which came out so."""
    rows = (
        Row(f"a-{level}", "", Level(level), "", "", outcome, "")
        for level, outcome in outcomes.items()
    )
    return Scorecard("orders", tuple(rows), TODAY)


@pytest.mark.parametrize("outcome", [Outcome.MET, Outcome.WAIVED, Outcome.NOT_APPLICABLE])
def test_level_holds_whatever_way_its_items_hold(outcome):
    """A waived item and one that does not apply stop nobody."""
    assert card(bronze=outcome, silver=Outcome.NOT_MET).level is Level.BRONZE


@pytest.mark.parametrize("outcome", [Outcome.NOT_MET, Outcome.UNKNOWN])
def test_level_is_held_up_by_what_is_not_proven(outcome):
    """What is unknown is not proven."""
    scorecard = card(bronze=outcome)
    assert (scorecard.level, scorecard.next_level) == (None, Level.BRONZE)
    assert [row.item for row in scorecard.missing(Level.BRONZE)] == ["a-bronze"]


def test_higher_level_needs_the_lower_one():
    """Gold upon nothing is nothing."""
    scorecard = card(bronze=Outcome.NOT_MET, silver=Outcome.MET, gold=Outcome.MET)
    assert (scorecard.level, scorecard.next_level) == (None, Level.BRONZE)


def test_gold_has_no_next_level():
    """There is nothing above it."""
    scorecard = card(bronze=Outcome.MET, silver=Outcome.MET, gold=Outcome.MET)
    assert (scorecard.level, scorecard.next_level) == (Level.GOLD, None)


def test_scorecard_without_items_reaches_nothing():
    """Nothing asked is nothing proven."""
    assert card().level is None


def test_exit_code_asks_for_the_demanded_level_alone():
    """Without a demand a scorecard is only told."""
    scorecard = card(bronze=Outcome.MET, silver=Outcome.NOT_MET, gold=Outcome.NOT_MET)
    codes = [scorecard.exit_code(demanded) for demanded in (None, *Level)]
    assert codes == [Exit.OK, Exit.OK, Exit.VERIFY_FAILED, Exit.VERIFY_FAILED]
