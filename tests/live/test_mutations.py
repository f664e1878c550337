"""Negative controls: what breaks a behaviour makes the checks of that behaviour fail, no other."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mutations_go
import mutations_typescript
import pytest
from mutations import MUTATIONS, SOURCE, Mutation

from scaffold.check import Level
from scaffold.checks import CHECKS
from scaffold.commands.new import Wanted, create
from scaffold.report import Outcome
from scaffold.runner import run
from scaffold.template import SERVICE

pytestmark = pytest.mark.conformance

LIVE = tuple(  # those of alerts: test_alerts.py
    check for check in CHECKS if check.LEVEL is Level.LIVE and "prometheus" not in check.TOOLS
)

OPEN_SECONDS = 4


@dataclass(frozen=True)
class Service:
    """A service that is broken on purpose.

    Attributes:
        source: folder that the files of its mutations stand in.
        breaker: file, and words of it, that say how long a breaker stays open.
        mutations: its breaks.
    """

    source: str
    breaker: tuple[str, str]
    mutations: tuple[Mutation, ...]


SERVICES = {
    "python": Service(SOURCE, ("breaker.py", "open_seconds: float = {}.0"), MUTATIONS),
    "go": Service(
        "internal",
        ("dependency/breaker.go", "openTime       = {} * time.Second"),
        mutations_go.MUTATIONS,
    ),
    "typescript": Service(
        "src", ("breaker.ts", "options.openSeconds ?? {};"), mutations_typescript.MUTATIONS
    ),
}


@pytest.fixture(scope="session")
def brisk(tmp_path_factory) -> Callable[[str], Path]:
    """A render whose breaker is open for seconds, so that each run is short. Never write to it."""

    @cache
    def made(language: str) -> Path:
        service, root = SERVICES[language], tmp_path_factory.mktemp(language) / "orders"
        create(Wanted("orders", root, language, template=str(SERVICE), defaults=True))
        file, words = service.breaker
        contract = ("observability/contract.yaml", "open_seconds: {}")
        for path, said in (contract, (f"{service.source}/{file}", words)):
            replace(root / path, said.format(30), said.format(OPEN_SECONDS))
        return root

    return made


def replace(path: Path, old: str, new: str) -> None:
    """Replace the only place where ``old`` stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def failing(root: Path) -> set[str]:
    """Ids of the live checks that do not pass."""
    report = run(root, LIVE, Level.LIVE, strict=True)
    return {row.check for row in report.rows if row.outcome is not Outcome.PASSED}


@pytest.mark.parametrize("language", SERVICES)
def test_all_checks_pass_without_a_mutation(brisk, language):
    """Otherwise a mutation would prove nothing."""
    assert failing(brisk(language)) == set()


@pytest.mark.parametrize(
    ("language", "mutation"),
    [(name, mutation) for name, service in SERVICES.items() for mutation in service.mutations],
    ids=lambda value: value.law if isinstance(value, Mutation) else value,
)
def test_mutation_makes_exactly_its_checks_fail(brisk, tmp_path, language, mutation):
    """No break goes unseen, and none is blamed on what still holds.

    On a machine that is too busy more may fail: what fails for the mutation's sake fails twice.
    """
    root = Path(shutil.copytree(brisk(language), tmp_path / "orders", symlinks=True))
    replace(root / SERVICES[language].source / mutation.file, mutation.old, mutation.new)
    broken = {f"live-{name}" for name in mutation.broken}
    shaken = {f"live-{name}" for name in mutation.shaken}
    found = failing(root) - shaken
    if found > broken:
        found &= failing(root)
    assert found == broken


def test_every_check_has_a_mutation():
    """A check that nothing can fail proves nothing; of Python, whose table is whole."""
    broken = {f"live-{name}" for mutation in MUTATIONS for name in mutation.broken}
    assert broken == {check.ID for check in LIVE}
