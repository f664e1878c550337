"""Verify means the same wherever a repository stands."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scaffold.check import Level
from scaffold.commands.verify import verify
from scaffold.report import Outcome


@pytest.fixture
def bare(fresh: Path, tmp_path: Path) -> Path:
    """The fresh repository without its git history, two folders down."""
    place = tmp_path / "services" / "orders"
    shutil.copytree(fresh, place, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    return place


def assert_proven(root: Path) -> None:
    report = verify(root, Level.STATIC)
    assert [(row.check, row.findings, row.reason) for row in report.rows
            if row.outcome is not Outcome.PASSED] == []  # fmt: skip
    (files,) = (row.evidence for row in report.rows if row.check == "files-are-rendered")
    assert int(files.split()[0]) > 100


def test_folder_of_a_monorepo(bare, tmp_path):
    """The top of the git repository is two folders up."""
    subprocess.run(("git", "init", "--quiet"), cwd=tmp_path, check=True)
    subprocess.run(("git", "add", "--all"), cwd=tmp_path, check=True)
    assert_proven(bare)


def test_folder_that_a_repository_ignores(bare, tmp_path):
    """Nothing is judged less because git looks away."""
    subprocess.run(("git", "init", "--quiet"), cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("services/\n")
    assert_proven(bare)


def test_folder_outside_of_git(bare):
    """A tarball, say."""
    assert_proven(bare)


def test_relative_path(bare, monkeypatch):
    """As it is typed."""
    monkeypatch.chdir(bare.parent.parent)
    assert_proven(Path("services/orders"))
    report = verify(Path("services/orders"), only=("service-compiles", "service-type-checks"))
    assert [row.outcome for row in report.rows] == [Outcome.PASSED, Outcome.PASSED]


def test_link_to_the_repository(bare, tmp_path):
    """Followed."""
    (tmp_path / "link").symlink_to(bare)
    assert_proven(tmp_path / "link")
