"""Fixtures that all tests share: one real render, and copies of it to break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.check import Check
from scaffold.commands.new import Wanted, create
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo
from scaffold.template import SERVICE


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that the template of this checkout makes of every default. Never write to it."""
    root = tmp_path_factory.mktemp("fresh") / "orders"
    create(Wanted("orders", root, template=str(SERVICE), defaults=True))
    return root


@pytest.fixture
def broken(fresh: Path, tmp_path: Path) -> Path:
    """A copy of the fresh repository, to break one thing in."""
    return Path(shutil.copytree(fresh, tmp_path / "orders", symlinks=True))


@pytest.fixture
def findings() -> Callable[[Check, Path], list[Finding]]:
    """Run one check to its end and collect what it finds."""

    def run(check: Check, root: Path) -> list[Finding]:
        return list(check.find(ServiceRepo(root)))

    return run


def edit(path: Path, old: str, new: str) -> int:
    """Replace the only place where ``old`` stands; return its line number, from 1."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: {old!r} stands {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.fixture(name="edit")
def edit_fixture() -> Callable[[Path, str, str], int]:
    """Replace one piece of text in a file; see :func:`edit`."""
    return edit
