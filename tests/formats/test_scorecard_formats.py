"""A scorecard as text, as JSON and as a page."""

import json
import re
from datetime import date

import pytest

from scaffold.commands.catalogue import item_pages
from scaffold.formats import scorecard, scorecard_html
from scaffold.scorecard.items import ITEMS
from scaffold.scorecard.judging import title
from scaffold.scorecard.scorecard import Evidence, Level, Outcome, Row, Scorecard, Waiver

LONG = "x" * 200
WAIVER = Waiver("logs-have-levels", "too small", date(2026, 4, 30), "money@example.com", 3)


def card(*outcomes: Outcome, **fields) -> Scorecard:
    """The first items, which came out so; the rest is met."""
    rows = []
    for item, outcome in zip(
        ITEMS, (*outcomes, *[Outcome.MET] * (len(ITEMS) - len(outcomes))), strict=True
    ):
        evidence = (Evidence("src/app.py", 7, LONG, "it"), Evidence("src/b.py", 0, "", "it"))
        waiver = WAIVER if outcome is Outcome.WAIVED else None
        rows.append(
            Row(item.ID, title(item), item.LEVEL, item.SECTION, item.SENTENCE, outcome, "because",
                evidence, waiver, fields.get("remark", ""))
        )  # fmt: skip
    left_out = fields.get("left_out", ())
    name = fields.get("repository", "orders")
    return Scorecard(name, tuple(rows), date(2026, 1, 31), left_out, "1.0")


@pytest.mark.parametrize("outcome", Outcome)
def test_text_fits_eighty_columns(outcome, monkeypatch):
    """Whatever stands in the lines that it quotes."""
    monkeypatch.setenv("COLUMNS", "80")
    said = scorecard.write(card(*[outcome] * len(ITEMS), remark=f"r {'word ' * 40}"))
    assert max(map(len, said.splitlines())) <= 80


def test_text_names_what_the_next_level_lacks():
    """At its end, where it is read."""
    said = scorecard.write(card(Outcome.NOT_MET, Outcome.UNKNOWN))
    assert said.startswith("orders: No level yet (20 met, 1 not met, 1 unknown)\n")
    assert said.endswith(
        "\nMissing for bronze:\n  logs-are-structured\n  correlation-ids-are-enabled\n"
    )


def test_text_names_what_the_demanded_level_lacks():
    """Which may be further than the next one."""
    outcomes = [Outcome.MET] * 5 + [Outcome.NOT_MET] * 2
    said = scorecard.write(card(*outcomes), Level.SILVER)
    assert said.endswith(
        "\nMissing for silver:\n  critical-alerts-have-runbooks\n  logs-have-levels\n"
    )


def test_text_of_gold_lacks_nothing():
    """It says so at its beginning."""
    said = scorecard.write(card())
    assert said.startswith("orders: Gold (22 met)\n")
    assert "Missing" not in said


def test_text_says_who_waived_until_when():
    """And for which reason."""
    assert "until 2026-04-30 by money@example.com: too small" in scorecard.write(
        card(Outcome.WAIVED)
    )


def test_text_shows_no_escape_of_others():
    """A line of a repository steers no terminal."""
    hostile = card(repository="a\x1b[2Jb", left_out=("c\x1b[2Jd",), remark="e\x1b[2Jf")
    assert "\x1b" not in scorecard.write(hostile)


def test_json_has_everything():
    """Levels, counts and the exit code beside the rows."""
    found = json.loads(scorecard.write_json(card(Outcome.NOT_MET, Outcome.WAIVED), Level.GOLD))
    head = {key: value for key, value in found.items() if key != "rows"}
    assert head == {
        "schema_version": 1,
        "repository": "orders",
        "judged": "2026-01-31",
        "left_out": [],
        "scaffold_version": "1.0",
        "level": None,
        "next_level": "bronze",
        "missing": ["logs-are-structured"],
        "counts": {"met": 20, "not-met": 1, "unknown": 0, "waived": 1, "not-applicable": 0},
        "demanded": "gold",
        "exit_code": 6,
    }
    assert found["rows"][1]["waiver"] == {
        "item": "logs-have-levels",
        "reason": "too small",
        "until": "2026-04-30",
        "by": "money@example.com",
        "line": 3,
    }


def test_page_shows_every_item_with_its_sentence_and_lines():
    """And links what is missing to its row."""
    page = scorecard_html.write(card(Outcome.NOT_MET, Outcome.WAIVED), item_pages())
    assert re.findall(r'<li class="row" id="([^"]+)">', page) == [item.ID for item in ITEMS]
    assert page.count("<blockquote>") == len(ITEMS)
    assert '<a href="#logs-are-structured">Logs are structured JSON</a>' in page
    assert page.count("src/app.py:7") == len(ITEMS)
    assert "by money@example.com: too small" in page


def test_page_needs_nothing_beside_it():
    """No address is asked for when it is opened."""
    page = scorecard_html.write(card(), item_pages())
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page) == []


def test_page_holds_no_markup_of_others():
    """Text of a repository is text."""
    hostile = card(repository="<script>", left_out=("<img onerror=x>",), remark="<b>")
    page = scorecard_html.write(hostile, item_pages())
    assert re.findall(r"<(?:script|img|b)>", page.replace("<b>bronze</b>", "")
        .replace("<b>silver</b>", "").replace("<b>gold</b>", "")) == []  # fmt: skip
