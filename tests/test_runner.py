"""The runner: whatever a check does becomes a row, and the run goes on."""

from collections.abc import Generator
from pathlib import Path
from types import ModuleType

import pytest

from scaffold.check import Level
from scaffold.errors import ScaffoldError, Skip
from scaffold.finding import Finding, Severity
from scaffold.report import Outcome
from scaffold.runner import run

PAGE = "scaffold explain example-holds"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".copier-answers.yml").write_text("name: orders\n")
    return tmp_path


def check(body, tools: tuple[str, ...] = (), packages: tuple[str, ...] = ()) -> ModuleType:
    module = ModuleType("scaffold.checks.example_holds", "The example holds.\n\nWhy: it does.")
    module.ID, module.LEVEL, module.TOOLS, module.PACKAGES = (
        "example-holds",
        Level.STATIC,
        tools,
        packages,
    )
    module.find = body
    return module


def only_row(root: Path, module: ModuleType):
    (row,) = run(root, [module], Level.STATIC, strict=False).rows
    return row


def yielding(*findings: Finding, evidence: str = "all seen"):
    def find(_repo) -> Generator[Finding, None, str]:
        yield from findings
        return evidence

    return find


def test_check_that_finds_nothing_passes_with_its_evidence(root):
    """The title is the first line of its page; packages are named with their version."""
    row = only_row(root, check(yielding(), packages=("pyyaml",)))
    assert (row.outcome, row.evidence, row.title) == (
        Outcome.PASSED,
        "all seen",
        "The example holds",
    )
    assert row.tools[0].startswith("pyyaml 6.")


def test_findings_come_sorted_and_once(root):
    """Order of path and line, whatever the order in which they were found."""
    late, early = Finding("b", 2, "late", "mend"), Finding("a", 9, "early", "mend")
    row = only_row(root, check(yielding(late, early, late)))
    assert (row.outcome, row.findings, row.evidence) == (Outcome.FAILED, (early, late), "")


def test_finding_without_advice_points_to_the_page_of_its_check(root):
    """Nobody is left without a next step."""
    row = only_row(root, check(yielding(Finding("a", 1, "wrong"))))
    assert row.findings == (Finding("a", 1, "wrong", PAGE),)


def test_warnings_alone_do_not_fail(root):
    """They are told."""
    row = only_row(root, check(yielding(Finding("a", 1, "hm", severity=Severity.WARNING))))
    assert (row.outcome, len(row.findings)) == (Outcome.PASSED, 1)


def test_nothing_to_judge_is_a_skip_with_its_reason(root):
    """Not a pass."""

    def find(_repo):
        raise Skip("no chart here")
        yield

    row = only_row(root, check(find))
    assert (row.outcome, row.reason, row.tool_missing) == (Outcome.SKIPPED, "no chart here", False)


def test_missing_tool_is_a_skip_that_says_how_to_install_it(root, monkeypatch, tmp_path):
    """And it is marked, so that a strict run fails."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SCAFFOLD_TOOLS", str(tmp_path / "none"))
    module = check(yielding(), tools=("promtool",))
    report = run(root, [module], Level.STATIC, strict=True)
    (row,) = report.rows
    assert (row.outcome, row.tool_missing) == (Outcome.SKIPPED, True)
    assert "scaffold tools install promtool" in row.reason
    assert report.exit_code == 7


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("a/b.yaml:7: no colon", Finding("a/b.yaml", 7, "no colon", PAGE)),
        ("a/b.yaml: no such file", Finding("a/b.yaml", 0, "no such file", PAGE)),
        ("the tool failed: badly", Finding(".", 0, "the tool failed: badly", PAGE)),
    ],
)
def test_unreadable_artifact_is_a_finding_in_its_place(text, finding, root):
    """A missing file is what the user must mend, not a crash."""

    def find(_repo):
        raise ScaffoldError(text)
        yield

    row = only_row(root, check(find))
    assert (row.outcome, row.findings) == (Outcome.FAILED, (finding,))


def test_bug_in_a_check_is_loud_and_not_the_end(root):
    """The next check still runs, and the exit code says so."""

    def find(_repo):
        raise KeyError("bug")
        yield

    report = run(root, [check(find), check(yielding())], Level.STATIC, strict=False)
    assert [row.outcome for row in report.rows] == [Outcome.CRASHED, Outcome.PASSED]
    assert "KeyError: 'bug'" in report.rows[0].reason
    assert report.exit_code == 6
