"""A member's row as a line that another machine reads."""

import json

import pytest
from scores import fleet, last

from scaffold.errors import UsageError
from scaffold.fleet.outcome import Outcome
from scaffold.formats import scored


@pytest.mark.parametrize("row", fleet(), ids=lambda row: row.member)
def test_row_comes_back_as_it_was(row):
    """Every field that a page shows."""
    line = scored.write(row)
    assert line.count("\n") == 1
    assert scored.read(json.loads(line), "here") == row


def test_line_begins_as_the_plan_does():
    """Whoever reads a plan's lines reads these."""
    fields = json.loads(scored.write(fleet()[0]))
    assert list(fields)[:5] == ["schema_version", "member", "wave", "team", "tier"]
    assert list(fields)[-5:] == ["pin", "last", "scorecard", "unjudged", "failed"]
    assert fields["scorecard"]["level"] == "gold"


def test_row_of_a_plan_is_read():
    """Without pin, last outcome and checklist: it says nothing of them."""
    fields = json.loads(scored.write(fleet()[1]))
    plan = {
        key: fields[key] for key in fields if key not in {"pin", "last", "scorecard", "unjudged"}
    }
    row = scored.read(plan, "here")
    assert row.forecast == fleet()[1].forecast
    assert (row.pin, row.last, row.card, row.unjudged) == (None, None, None, "")


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "well"},
        {"state": None},
        {"risk": 3},
        {"drift": []},
        {"drift": {"managed": "x"}},
        {"changed": "many"},
        {"changed": float("inf")},
        {"conflicts": [{"path": "a"}]},
        {"conflicts": [{"path": "a", "kind": "odd", "message": "", "paths": []}]},
        {"conflicts": 3},
        {"reasons": 1},
        {"reasons": "one"},
        {"pin": {"version": "1", "reason": "x", "expires": "some day"}},
        {"pin": "1.0.0"},
        {"last": {}},
        {"last": [1]},
        {"scorecard": {"rows": []}},
        {"scorecard": {"judged": "2026-11-24", "rows": [{}]}},
        {"scorecard": {"judged": 7, "rows": []}},
    ],
    ids=json.dumps,
)
def test_line_of_another_kind_is_refused(broken):
    """By its member, with what is wrong; nothing is guessed."""
    fields = json.loads(scored.write(fleet()[1]))
    with pytest.raises(UsageError, match=r"^here: is no row of a fleet's plan or scorecard"):
        scored.read({**fields, **broken}, "here")


@pytest.mark.parametrize("key", ["state", "wave", "drift", "conflicts", "error"])
def test_line_that_lacks_a_field_is_refused(key):
    """And names it."""
    fields = json.loads(scored.write(fleet()[0]))
    del fields[key]
    with pytest.raises(UsageError, match=key):
        scored.read(fields, "here")


def test_outcome_of_an_apply_is_read():
    """With its findings."""
    row = last(Outcome.UNPROVEN, findings=("x",), conflicts=("y",), attempts=2, seconds=0.5)
    fields = json.loads(scored.write(type(fleet()[0])(fleet()[0].forecast, last=row)))
    assert scored.read(fields, "here").last == row
