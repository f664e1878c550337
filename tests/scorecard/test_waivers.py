"""Waivers: what a repository does without, for a while and for a reason."""

from datetime import date, timedelta

import pytest

from scaffold.errors import ScaffoldError
from scaffold.own import OWN_FILE, parse_own
from scaffold.scorecard.items import ITEMS
from scaffold.scorecard.scorecard import Level, Outcome
from scaffold.scorecard.waivers import LONGEST_DAYS, parse_waivers

TODAY = date(2026, 1, 31)
KNOWN = [item.ID for item in ITEMS]
WAIVER = """\
waivers:
  - item: calls-have-a-breaker
    reason: the only one that is called goes in spring
    until: 2026-04-30
    by: money@example.com
"""
CALL = {"app.py": 'import requests\nrequests.get("http://stock")\n'}


def waived(row, text: str = WAIVER, files=CALL):
    return row("calls-have-a-breaker", {**files, OWN_FILE: text})


def test_waiver_in_force_holds(row):
    """With its reason, its last day and who answers for it."""
    found = waived(row)
    assert (found.outcome, found.holds, found.remark) == (Outcome.WAIVED, True, "")
    assert (found.waiver.reason, found.waiver.until, found.waiver.by, found.waiver.line) == (
        "the only one that is called goes in spring",
        date(2026, 4, 30),
        "money@example.com",
        2,
    )


def test_waiver_holds_on_its_last_day(row):
    """And no longer."""
    assert waived(row, WAIVER.replace("2026-04-30", "2026-01-31")).outcome is Outcome.WAIVED
    assert waived(row, WAIVER.replace("2026-04-30", "2026-01-30")).outcome is Outcome.NOT_MET


def test_ended_waiver_is_told(row):
    """With the day on which it ended, and why it once held."""
    found = waived(row, WAIVER.replace("2026-04-30", "2026-01-30"))
    assert found.remark == (
        "the waiver at .scaffold.yml:2 ended on 2026-01-30: "
        "the only one that is called goes in spring"
    )


def test_ended_waiver_of_an_unknown_item_is_not_met(row):
    """Whoever waived it knew better than to leave it open."""
    text = WAIVER.replace("calls-have-a-breaker", "logs-are-structured")
    files = {"a.rb": "puts 1\n", OWN_FILE: text.replace("2026-04-30", "2026-01-30")}
    assert row("logs-are-structured", files).outcome is Outcome.NOT_MET


@pytest.mark.parametrize("code", ["CircuitBreaker()\n", "x = 1\n"])
def test_waiver_that_is_not_needed_is_a_remark(code, row):
    """The verdict stays what it is."""
    found = waived(row, files={"app.py": code})
    assert found.outcome in {Outcome.MET, Outcome.NOT_APPLICABLE}
    assert found.remark == "the waiver at .scaffold.yml:2 is not needed: take it away"


def test_level_is_reached_with_waivers(score):
    """One for each item that is not met."""
    bronze = [item.ID for item in ITEMS if item.LEVEL is Level.BRONZE]
    text = "waivers:\n" + "".join(
        f"  - {{item: {item}, reason: r, until: 2026-03-01, by: b}}\n" for item in bronze
    )
    assert score({OWN_FILE: text}).level is Level.BRONZE


@pytest.mark.parametrize(
    ("old", "new", "line", "fault"),
    [
        ("calls-have-a-breaker", "calls-have-breaker", 2, "no such item: calls-have-breaker; did"),
        ("calls-have-a-breaker", "x", 2, "no such item: x; `scaffold list` names them all"),
        ("the only one that is called goes in spring", "", 3, "`reason` must be a text"),
        ("the only one that is called goes in spring", '"  "', 3, "`reason` must be a text"),
        ("the only one that is called goes in spring", "7", 3, "`reason` must be a text"),
        ("2026-04-30", "soon", 4, "`until` must be a day"),
        ("2026-04-30", "2026-04-30 10:00:00", 4, "`until` must be a day"),
        ("2026-04-30", "2027-02-03", 4, "`until` is more than a year away"),
        ("money@example.com", "", 5, "`by` must be a text"),
        ("    by: money@example.com", "    because: x\n    by: b", 5, "`because` is not known"),
        ("    by: money@example.com\n", "", 2, "`by` must be a text"),
        ("    until: 2026-04-30\n", "", 2, "`until` must be a day"),
    ],
)
def test_wrong_waiver_is_named_by_its_line(old, new, line, fault):
    """Whatever is wrong with it."""
    text = WAIVER.replace(old, new)
    with pytest.raises(ScaffoldError) as raised:
        parse_waivers(text.encode(), KNOWN, TODAY)
    assert str(raised.value).startswith(f".scaffold.yml:{line}: {fault}")


def test_every_wrong_waiver_is_named_at_once():
    """So that one round mends them all."""
    text = WAIVER.replace("2026-04-30", "soon").replace("money@example.com", "")
    with pytest.raises(ScaffoldError) as raised:
        parse_waivers(text.encode(), KNOWN, TODAY)
    assert [line.split(":")[1] for line in str(raised.value).splitlines()] == ["5", "4"]


@pytest.mark.parametrize(
    "text",
    [
        "waivers: 1\n",
        "waivers: {a: b}\n",
        "waivers: [a]\n",
        "waivers: [\n",
        "a: &a [*a]\n",
        WAIVER + WAIVER.removeprefix("waivers:\n"),
        "\xff",
        "a: 1\n---\nb: 1\n",
        "waivers:\n  - item: logs-are-structured\n    until: 2026-02-31\n",
    ],
)
def test_file_that_is_no_list_of_waivers_is_refused(text):
    """By its name; the same item twice is one of them."""
    with pytest.raises(ScaffoldError, match=r"\.scaffold\.yml"):
        parse_waivers(text.encode("latin-1"), KNOWN, TODAY)


@pytest.mark.parametrize("text", ["own:\n  - a\n", "waivers:\n", "waivers: []\n"])
def test_without_waivers_there_are_none(text):
    """The file has other tasks too."""
    assert parse_waivers(text.encode(), KNOWN, TODAY) == {}


def test_waiver_may_last_a_year():
    """Then somebody has to decide again."""
    last = TODAY + timedelta(days=LONGEST_DAYS)
    text = WAIVER.replace("2026-04-30", str(last))
    assert parse_waivers(text.encode(), KNOWN, TODAY)["calls-have-a-breaker"].until == last


def test_waivers_and_own_files_stand_in_one_file(tmp_path):
    """Neither is in the other's way."""
    text = f"own:\n  - Dockerfile\n{WAIVER}"
    assert parse_own(text.encode(), tmp_path) == ("Dockerfile",)
    assert set(parse_waivers(text.encode(), KNOWN, TODAY)) == {"calls-have-a-breaker"}
