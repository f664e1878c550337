"""The report as one page: complete, self-contained, and safe whatever stands in the repository."""

import dataclasses
import re
from pathlib import Path

import pytest
from contrast import contrast, variables
from elements import Reader

from scaffold.check import Level
from scaffold.checks import CHECKS
from scaffold.commands.catalogue import pages as known_pages
from scaffold.commands.verify import verify
from scaffold.finding import Finding, Severity
from scaffold.formats import html
from scaffold.formats.html import Page
from scaffold.report import Outcome, Row

FOLDER = Path(html.__file__).parent
STYLE = "".join((FOLDER / f"{name}.css").read_text("utf-8") for name in ("sheet", "report"))


@pytest.fixture
def pages(report):
    return {
        row.check: Page("Alerts", "static", f"{row.title}.\n\nWhy: it ``pages``\n<b>you</b>.")
        for row in report.rows
    }


@pytest.fixture
def write(report, pages):
    """Write a report like the shared one, with other fields."""

    def change(**fields) -> str:
        return html.write(dataclasses.replace(report, **fields), pages)

    return change


def passing(row: Row, **fields) -> Row:
    fields = {"findings": (), "reason": "", "tool_missing": False, **fields}
    return dataclasses.replace(row, outcome=Outcome.PASSED, **fields)


def test_page_asks_for_nothing(fresh):
    """No script, no font, no picture, no style sheet: every link stays on the page."""
    page = html.write(verify(fresh, Level.STATIC), known_pages())
    reader = Reader(page)
    tags = {tag for tag, _, _ in reader.elements}
    assert tags & {"script", "img", "iframe", "object", "embed", "base", "form"} == set()
    references = reader.references()
    assert {value for value in references if not value.startswith("#")} == {"data:,"}
    assert re.findall(r"url\(|@import|@font-face", STYLE) == []
    assert "default-src 'none'" in page
    targets = {value[1:] for value in references if value.startswith("#")}
    assert targets <= set(reader.anchors())


def test_every_row_is_there_with_its_page(fresh):
    """Once, under a heading, with the seconds and what the check asks."""
    report = verify(fresh, Level.STATIC)
    reader = Reader(html.write(report, known_pages()))
    rows = [attributes["id"] for tag, attributes, _ in reader.elements
            if tag == "li" and "row" in (attributes.get("class") or "").split()]  # fmt: skip
    assert sorted(rows) == sorted(row.check for row in report.rows)
    assert len(reader.all("h3")) == len(report.rows)
    assert len(reader.all("dt")) >= 5 * len(report.rows)
    assert {row.evidence.splitlines()[0] for row in report.rows} <= set(
        reader.all("p", **{"class": "evidence"})
    )


def test_every_check_has_a_family():
    """A check without a heading would be a row that nobody sees."""
    assert list(known_pages()) == [check.ID for check in CHECKS]


def test_what_needs_work_comes_first(write):
    """Failed and crashed, then skipped, then the families; headings skip no level."""
    reader = Reader(write())
    assert reader.all("h2") == ["Needs work 2", "Not proven: skipped 1", "Alerts 1"]
    levels = [int(tag[1]) for tag, _, _ in reader.elements if re.fullmatch(r"h\d", tag)]
    assert levels == [1, 2, 3, 3, 2, 3, 2, 3]


def test_outcome_is_a_word_not_only_a_colour(write):
    """Marks are for the eye alone; the word is read aloud."""
    badges = Reader(write()).all("span", **{"class": "badge"})
    assert badges == ["✗ failed", "! crashed", "○ skipped", "✓ passed"]


def test_finding_says_what_where_and_how_to_mend(write):
    """Its severity as a word; several lines stay several."""
    page = write()
    (error, warning) = Reader(page).all("li", **{"class": "finding"})
    assert error == ("error no runbook for Gone observability/rules/alerts.yaml:7 Fix: write it")
    assert warning == "warning odd \\x07 name runbooks/A b.md"
    assert "no runbook\nfor Gone" in page


def test_findings_that_differ_in_place_are_told_once(report, write):
    """A metric that is misspelt at a hundred places is one thing to mend."""
    places = (("a.yaml", 3), ("a.yaml", 9), ("b.yaml", 0))
    found = tuple(Finding(*place, "no such metric", "rename it") for place in places)
    rows = (dataclasses.replace(report.rows[1], findings=found),)
    assert Reader(write(rows=rows)).all("li", **{"class": "finding"}) == [
        "error no such metric a.yaml:3, 9 b.yaml Fix: rename it"
    ]


def test_crash_is_quoted_and_skip_says_why(write):
    """Neither proves anything."""
    reader = Reader(write())
    assert reader.all("pre") == ["Traceback KeyError"]
    assert "helm is missing" in reader.all("p", **{"class": "reason"})


def test_scorecard_is_a_list(write):
    """Evidence of several lines."""
    points = Reader(write()).all("ul", **{"class": "points"})
    assert points == ["every one of them"]


def test_evidence_with_tabs_is_a_table(report, write):
    """The panels of a dashboard stand under its name, each with its last values."""
    evidence = "3 panels\nslo\tBurn rate\t0.2\t0.4\nslo\tBudget <left>\t1\nruntime\tThreads\t7"
    reader = Reader(write(rows=(passing(report.rows[0], evidence=evidence),)))
    assert reader.all("th", scope="rowgroup") == ["slo", "runtime"]
    assert reader.all("th", scope="row") == ["Burn rate", "Budget <left>", "Threads"]
    assert reader.all("td") == ["0.2", "0.4", "1", "7"]


def test_table_of_two_columns_has_no_groups(report, write):
    """There is nothing to group by."""
    reader = Reader(write(rows=(passing(report.rows[0], evidence="2\nBurn rate\t1\nBudget\t2"),)))
    assert (reader.all("th", scope="rowgroup"), reader.all("td")) == ([], ["1", "2"])


HOSTILE = "<script>alert(1)</script>\"'&amp;\x1b[31m\u202e<img src=x onerror=y>"


def test_text_of_the_repository_is_only_text(report, write):
    """Markup is shown, not obeyed; what turns a line around is shown as an escape."""
    row = dataclasses.replace(
        report.rows[1],
        findings=(Finding(HOSTILE, 1, HOSTILE, HOSTILE), Finding("a", 1, "b",
                  severity=Severity.WARNING)),
    )  # fmt: skip
    rows = (
        row,
        passing(report.rows[0], evidence=f"{HOSTILE}\n{HOSTILE}\n{HOSTILE}\t{HOSTILE}\t{HOSTILE}"),
        dataclasses.replace(report.rows[2], reason=HOSTILE),
        dataclasses.replace(report.rows[3], reason=HOSTILE),
    )
    page = write(rows=rows, repository=HOSTILE)
    tags = {tag for tag, _, _ in Reader(page).elements}
    assert tags & {"script", "img", "b>"} == set()
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "<script>alert(1)</script>\"'&amp;\\x1b[31m\\u202e" in Reader(page).all("h1")[0]


def test_facts_name_commit_and_time(write):
    """In UTC; a dirty tree is said to be one."""
    reader = Reader(write(started="2026-11-24T09:05:03+00:00", commit="c0ffee", dirty=True))
    facts = reader.all("dl", **{"class": "facts"})[0]
    assert "2026-11-24 09:05:03 UTC" in facts
    assert "c0ffee with changes that were not committed" in facts
    assert "unit: read and validated; the tests of the service" in facts


@pytest.mark.parametrize("level", list(Level))
def test_level_says_what_was_run(write, level):
    """A reader of the page knows no option of the program."""
    facts = Reader(write(level=level.value)).all("dl", **{"class": "facts"})[0]
    assert re.search(rf"Level{level}: (read|as) ", facts)


WANTING = (
    "3 of 4 checks passed; 1 could not run for want of a tool, which a strict run does not allow."
)


@pytest.mark.parametrize(
    ("outcomes", "strict", "sentence", "tone"),
    [
        ("PPPP", False, "All 4 checks passed.", "passed"),
        ("P", False, "The check passed; 3 checks of this level were left out.", "skipped"),
        ("PPPS", False, "3 of 4 checks passed; 1 skipped, which proves nothing.", "skipped"),
        ("PPPS", True, WANTING, "failed"),
        ("PPFC", False, "2 of 4 checks did not pass.", "failed"),
        ("PPFS", False, "1 of 4 checks did not pass; 1 skipped, which proves nothing.", "failed"),
        ("", False, "0 of 0 checks passed; 4 checks of this level were left out.", "skipped"),
    ],
)  # fmt: skip
def test_verdict_is_honest(report, write, outcomes, strict, sentence, tone):
    """What was not asked is not praised."""
    kinds = {outcome.value[0].upper(): outcome for outcome in Outcome}
    rows = tuple(
        dataclasses.replace(row, outcome=kinds[letter], findings=(), evidence="",
                            tool_missing=kinds[letter] is Outcome.SKIPPED)
        for row, letter in zip(report.rows, outcomes, strict=False)
    )  # fmt: skip
    reader = Reader(write(rows=rows, strict=strict))
    (said,) = reader.all("p", **{"class": "verdict"})
    assert said.partition(" ")[2] == sentence
    assert reader.all("p", **{"class": tone}) == [said]
    assert reader.all("title") == [f"orders: {sentence}"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(scheme):
    """Every pair of colours has the contrast that WCAG AA asks for: 4.5 to 1."""
    light, dark = (variables(block) for block in STYLE.split("@media", 2)[:2])
    colours = light if scheme == "light" else light | dark
    outcomes = [outcome.value for outcome in Outcome]
    pairs = [(ink, ground) for ink in ("ink", "quiet", "link", *outcomes)
             for ground in ("ground", "sheet", "sunk")]  # fmt: skip
    pairs += [(outcome, f"{outcome}-tint") for outcome in outcomes]
    assert dark.keys() == light.keys()
    weak = {}
    for ink, ground in pairs:
        if (ratio := contrast(colours[ink], colours[ground])) < 4.5:
            weak[ink, ground] = round(ratio, 2)
    assert weak == {}
