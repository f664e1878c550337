"""What git says of a repository, wherever it stands."""

import subprocess
from pathlib import Path

import pytest

from scaffold import git


@pytest.fixture
def commit(broken: Path) -> str:
    done = subprocess.run(
        ("git", "rev-parse", "HEAD"), cwd=broken, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_standing_of_a_clean_repository(broken, commit):
    """The commit, and nothing beside it."""
    assert git.standing(broken) == (commit, False)


@pytest.mark.parametrize("path", ["README.md", "new-file", "docs/new-file"])
def test_standing_with_a_change(broken, commit, path):
    """A new file is a change as well."""
    (broken / path).write_text("changed\n")
    assert git.standing(broken) == (commit, True)


def test_standing_of_a_folder_looks_at_nothing_beside_it(broken, commit):
    """Of a monorepo only the service is meant."""
    (broken / "new-file").touch()
    assert git.standing(broken / "docs") == (commit, False)


def test_standing_of_an_ignored_folder_is_unknown(broken):
    """The commit around it says nothing of what stands in it."""
    (broken / ".gitignore").write_text("build/\n")
    (broken / "build/orders").mkdir(parents=True)
    assert git.standing(broken / "build/orders") == ("", False)


def test_standing_of_a_repository_within_an_ignored_folder(broken):
    """It has commits of its own."""
    (broken / ".gitignore").write_text("build/\n")
    inner = broken / "build/orders"
    inner.mkdir(parents=True)
    (inner / "README.md").touch()
    git.start_repository(inner, "Begin")
    commit, dirty = git.standing(inner)
    assert (len(commit), dirty) == (40, False)


def test_standing_without_commits_or_outside_of_git_is_unknown(tmp_path):
    """No error: a tarball can be proven as well."""
    assert git.standing(tmp_path) == ("", False)
    git.run("init", "--quiet", cwd=tmp_path)
    assert git.standing(tmp_path) == ("", False)
