"""Negative controls: what breaks a behaviour makes the checks of that behaviour fail, no other."""

import shutil
from pathlib import Path

import pytest
from mutations import MUTATIONS, SOURCE, Mutation

from scaffold.check import Level
from scaffold.checks import CHECKS
from scaffold.report import Outcome
from scaffold.runner import run

pytestmark = pytest.mark.conformance

LIVE = tuple(  # those of alerts: test_alerts.py
    check for check in CHECKS if check.LEVEL is Level.LIVE and "prometheus" not in check.TOOLS
)

OPEN_SECONDS = 4


@pytest.fixture(scope="session")
def brisk(fresh, tmp_path_factory) -> Path:
    """A render whose breaker is open for seconds, so that each run is short. Never write to it."""
    root = Path(shutil.copytree(fresh, tmp_path_factory.mktemp("brisk") / "orders", symlinks=True))
    replace(
        root / "observability/contract.yaml", "open_seconds: 30", f"open_seconds: {OPEN_SECONDS}"
    )
    replace(
        root / SOURCE / "breaker.py",
        "open_seconds: float = 30.0",
        f"open_seconds: float = {OPEN_SECONDS}",
    )
    return root


def replace(path: Path, old: str, new: str) -> None:
    """Replace the only place where ``old`` stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def failing(root: Path) -> set[str]:
    """Ids of the live checks that do not pass."""
    report = run(root, LIVE, Level.LIVE, strict=True)
    return {row.check for row in report.rows if row.outcome is not Outcome.PASSED}


def test_all_checks_pass_without_a_mutation(brisk):
    """Otherwise a mutation would prove nothing."""
    assert failing(brisk) == set()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.law)
def test_mutation_makes_exactly_its_checks_fail(brisk, tmp_path, mutation: Mutation):
    """No break goes unseen, and none is blamed on what still holds.

    On a machine that is too busy more may fail: what fails for the mutation's sake fails twice.
    """
    root = Path(shutil.copytree(brisk, tmp_path / "orders", symlinks=True))
    replace(root / SOURCE / mutation.file, mutation.old, mutation.new)
    broken = {f"live-{name}" for name in mutation.broken}
    shaken = {f"live-{name}" for name in mutation.shaken}
    found = failing(root) - shaken
    if found > broken:
        found &= failing(root)
    assert found == broken


def test_every_check_has_a_mutation():
    """A check that nothing can fail proves nothing."""
    broken = {f"live-{name}" for mutation in MUTATIONS for name in mutation.broken}
    assert broken == {check.ID for check in LIVE}
