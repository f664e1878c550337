"""``scaffold scorecard`` as a user starts it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-c", "from scaffold.cli import main; main()", *words)
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_scorecard_is_told_without_a_demand(tmp_path):
    """An empty repository has no level, and nobody asked for one."""
    done = run("scorecard", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == f"{tmp_path.name}: No level yet (22 not met)"


@pytest.mark.parametrize(("level", "code"), [("bronze", 6), ("gold", 6)])
def test_demanded_level_that_is_not_reached_exits_with_six(level, code, tmp_path):
    """And the scorecard is told all the same."""
    done = run("scorecard", str(tmp_path), "--level", level)
    assert done.returncode == code
    assert f"Missing for {level}:" in done.stdout


def test_demanded_level_that_is_reached_exits_with_nought():
    """A generated service reaches the highest one."""
    words = ("--level", "gold", "--output-format", "json")
    done = run("scorecard", str(EXAMPLES / "payments-go"), *words)
    assert (done.returncode, json.loads(done.stdout)["level"]) == (0, "gold")


def test_scorecard_writes_a_page(tmp_path):
    """Whole, and nothing else."""
    done = run("scorecard", str(tmp_path), "--output-format", "html")
    assert done.stdout.startswith("<!doctype html>")
    assert done.stdout.endswith("</html>\n")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("nowhere",), 2, "nowhere: no such folder"),
        ((".", "--level", "platinum"), 2, "platinum"),
        ((".", "--output-format", "sarif"), 2, "sarif"),
    ],
)
def test_bad_usage_of_scorecard_is_one_clear_error(words, code, message):
    """Nothing is judged."""
    done = run("scorecard", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


def test_wrong_waiver_is_an_error_by_its_line(tmp_path):
    """A waiver that is not understood waives nothing in silence."""
    (tmp_path / ".scaffold.yml").write_text("waivers:\n  - item: gone\n")
    done = run("scorecard", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "error: .scaffold.yml:2: `reason` must be a text" in done.stderr
    assert ".scaffold.yml:2: no such item: gone" in done.stderr


def test_broken_service_loses_its_level(tmp_path):
    """A runbook that goes is missed."""
    root = Path(shutil.copytree(EXAMPLES / "orders-python", tmp_path / "orders", symlinks=True))
    (root / "runbooks/ServiceAbsent.md").unlink()
    done = run("scorecard", str(root), "--output-format", "json", "--level", "bronze")
    found = json.loads(done.stdout)
    assert (done.returncode, found["missing"]) == (6, ["critical-alerts-have-runbooks"])
    row = next(row for row in found["rows"] if row["item"] == "critical-alerts-have-runbooks")
    assert row["reason"].startswith("ServiceAbsent links a page that is not there: https://")


def test_explain_shows_the_page_of_an_item():
    """With its level and the guide's own words."""
    done = run("explain", "retries-back-off")
    assert done.stdout.startswith("retries-back-off\n\nRetries back off exponentially, with jitter")
    assert done.stdout.endswith("Never retry in a tight loop. Use Jitter.\n")


def test_explain_knows_the_items_when_a_name_is_misspelt():
    """It names the nearest."""
    done = run("explain", "retries-backoff")
    assert (done.returncode, "did you mean retries-back-off" in done.stderr) == (2, True)


def test_list_names_every_item():
    """With its level."""
    assert "  retries-back-off               silver  Retries back off" in run("list").stdout
