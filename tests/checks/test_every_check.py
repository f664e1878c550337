"""What must hold for every check of the registry."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.check import Level
from scaffold.checks import CHECKS
from scaffold.commands.catalogue import explain
from scaffold.lock import entries
from scaffold.repo import ServiceRepo
from scaffold.report import Outcome
from scaffold.runner import run_check, title

SECTIONS = ("Why", "Passes", "Fails", "Fix", "Ignore")


RUNNING = [
    pytest.param(
        check,
        marks=[pytest.mark.conformance] if check.LEVEL in {Level.LIVE, Level.FULL} else [],
    )
    for check in CHECKS
]
"""Those of the live level start services, those of the full level take minutes."""


@pytest.fixture(scope="session")
def fresh_repo(fresh: Path) -> Iterator[ServiceRepo]:
    """One repository for all checks: each artifact is read once, as `verify` does."""
    repo = ServiceRepo(fresh)
    yield repo
    repo.close()


@pytest.mark.parametrize("check", RUNNING, ids=lambda check: check.ID)
def test_check_passes_on_a_fresh_repository(check, fresh_repo):
    """With evidence, and with no warning."""
    row = run_check(check, fresh_repo)
    assert (row.outcome, row.findings, row.reason) == (Outcome.PASSED, (), "")
    assert row.evidence


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.ID)
def test_check_has_a_page(check):
    """The wanted state in a line, then why, what passes, what fails, how to fix it."""
    assert len(title(check)) <= 70
    page = explain(check.ID)
    headings = [word for word in SECTIONS if re.search(rf"^{word}\b", page, re.MULTILINE)]
    assert headings == list(SECTIONS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.ID)
def test_check_has_a_test_file(check):
    """Named as its module."""
    module = check.__name__.rpartition(".")[2]
    assert (Path(__file__).parent / f"test_{module}.py").is_file()


def test_ids_are_unique_and_follow_their_modules():
    """``alerts-have-runbooks`` stands in ``alerts_have_runbooks.py``."""
    ids = [check.ID for check in CHECKS]
    assert len(set(ids)) == len(ids)
    assert [check.__name__.rpartition(".")[2].replace("_", "-") for check in CHECKS] == ids


def test_every_check_file_is_in_the_registry():
    """A check that nobody runs proves nothing."""
    folder = Path(__file__).parent.parent.parent / "scaffold/checks"
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert files == {check.__name__.rpartition(".")[2] for check in CHECKS}


def test_tools_of_checks_are_in_the_lock():
    """A missing tool can then be installed by name."""
    assert {name for check in CHECKS for name in check.TOOLS} <= set(entries())


def test_levels_are_levels():
    """A check of an unknown level would never run."""
    assert {check.LEVEL for check in CHECKS} == set(Level)
