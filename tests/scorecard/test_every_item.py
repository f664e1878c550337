"""What must hold for every item of the list."""

import re
from datetime import date
from pathlib import Path

import pytest

from scaffold.artifacts.tree import WorkTree
from scaffold.scorecard.items import ITEMS
from scaffold.scorecard.judging import judge, title
from scaffold.scorecard.scorecard import Level, Outcome

EXAMPLES = Path(__file__).parents[2] / "examples"
SERVICES = ("catalogue-typescript", "orders-python", "payments-go")
HEADINGS = ("Why", "Met", "Not met", "Fix", "Waive")
CHECKLIST = (
    "Logs are structured JSON.",
    "Correlation IDs (Request/Trace ID) enabled.",
    "RED metrics implemented.",
    "Health checks (Liveness/Readiness) configured.",
    "Graceful shutdown handled.",
    "Runbooks exist for critical alerts.",
)
TODAY = date(2026, 1, 31)


@pytest.mark.parametrize("name", SERVICES)
def test_generated_service_reaches_the_highest_level(name):
    """In every language, with every item met and nothing left out."""
    scorecard = judge(WorkTree(EXAMPLES / name), TODAY)
    assert {row.item: row.reason for row in scorecard.rows if row.outcome is not Outcome.MET} == {}
    assert (scorecard.level, scorecard.left_out) == (Level.GOLD, ())


@pytest.mark.parametrize("name", SERVICES)
def test_evidence_stands_where_it_says(name):
    """Each line is in the file, at that number."""
    for row in judge(WorkTree(EXAMPLES / name), TODAY).rows:
        assert row.evidence
        for one in row.evidence:
            lines = (EXAMPLES / name / one.path).read_text(encoding="utf-8").splitlines()
            assert lines[one.line - 1].strip().startswith(one.text.removesuffix("…"))


def test_empty_repository_holds_no_item(tmp_path):
    """Nothing is met, waived or beside the point where nothing is."""
    scorecard = judge(WorkTree(tmp_path), TODAY)
    assert {row.outcome for row in scorecard.rows} == {Outcome.NOT_MET}
    assert scorecard.level is None


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.ID)
def test_item_has_a_page(item):
    """The wanted state in a line, then why, when it is met, how to mend or waive it."""
    assert len(title(item)) <= 70
    found = re.findall(rf"^({'|'.join(HEADINGS)}):", item.__doc__, re.MULTILINE)
    assert tuple(found) == HEADINGS


def test_ids_are_unique_and_follow_their_modules():
    """``logs-are-structured`` stands in ``logs_are_structured.py``."""
    ids = [item.ID for item in ITEMS]
    assert len(set(ids)) == len(ids)
    assert [item.__name__.rpartition(".")[2].replace("_", "-") for item in ITEMS] == ids


def test_every_item_file_is_in_the_list():
    """An item that nobody judges proves nothing."""
    folder = Path(__file__).parents[2] / "scaffold/scorecard/items"
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert files == {item.__name__.rpartition(".")[2] for item in ITEMS}


def test_bronze_is_the_checklist():
    """Its six lines, in its words and its order."""
    bronze = [item for item in ITEMS if item.LEVEL is Level.BRONZE]
    assert tuple(item.SENTENCE for item in bronze) == CHECKLIST
    assert {item.SECTION for item in bronze} == {"Checklist"}


def test_list_goes_up_the_levels():
    """A reader meets what is asked first, first."""
    levels = [list(Level).index(item.LEVEL) for item in ITEMS]
    assert levels == sorted(levels)
    assert {item.LEVEL for item in ITEMS} == set(Level)
