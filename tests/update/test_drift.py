"""``scaffold diff``: what the user changed, by whose file it is."""

import pytest
from history import LINES, QUESTIONS, edit, git, put

from scaffold.commands.diff import diff
from scaffold.drift import Difference, Owner
from scaffold.errors import UsageError
from scaffold.update import Action

OURS = LINES.replace("line 5\n", "ours\nand more\n")


@pytest.fixture
def root(history, tmp_path):
    """A fresh service."""
    seeded = QUESTIONS + "_scaffold_seeded: [code/*]\n"
    history.release(
        {"a": LINES, "b": "b\n", "code/x": "x\n", "moved": LINES + "m\n", "run": "r\n"}, seeded
    )
    return history.service(tmp_path / "orders")


def test_fresh_repository_differs_in_nothing(root):
    """What the template made is what stands there."""
    drift = diff(root, patch=True)
    assert (drift.version, drift.differences, drift.patch) == ("1.0.0", (), "")


def test_every_kind_of_change_is_told_apart(root):
    """Committed or not, tracked or not."""
    edit(root, {"a": OURS, "moved": None, "deep/moved": LINES + "m\n", "mine": "mine\n"})
    put(root, {"b": None, "code/x": "y\n", "run*": "r\n", "untracked": "u\n"})
    assert diff(root).differences == (
        Difference("a", Owner.MANAGED, Action.CHANGED, "", 2, 1),
        Difference("b", Owner.MANAGED, Action.DELETED, "", 0, 1),
        Difference("deep/moved", Owner.MANAGED, Action.RENAMED, "moved"),
        Difference("run", Owner.MANAGED, Action.CHANGED),
        Difference("code/x", Owner.SEEDED, Action.CHANGED, "", 1, 1),
        Difference("mine", Owner.MINE, Action.ADDED, "", 1, 0),
        Difference("untracked", Owner.MINE, Action.ADDED),
    )


def test_patch_goes_from_the_template_to_the_user(root):
    """What the user added has a plus."""
    edit(root, {"a": OURS})
    assert "-line 5\n+ours\n+and more\n" in diff(root, patch=True).patch


def test_newer_releases_do_not_count(root, history):
    """The version it is at is what it is compared with."""
    history.release({"a": OURS})
    assert diff(root).differences == ()


def test_folder_of_a_monorepo_is_compared_alone(history, tmp_path):
    """Paths are below the folder."""
    mono = tmp_path / "mono"
    mono.mkdir()
    git("init", "--quiet", cwd=mono)
    history.release({"a": LINES})
    history.service(mono / "orders")
    edit(mono, {"orders/a": OURS, "neighbour": "n\n"})
    assert [one.path for one in diff(mono / "orders").differences] == ["a"]


def test_line_ends_that_git_turns_are_no_difference(root, tmp_path):
    """CRLF in the files, LF in the commit."""
    words = ("-c", "core.autocrlf=true", "clone", "--quiet", "-c", "core.autocrlf=true")
    git(*words, str(root), "clone", cwd=tmp_path)
    assert diff(tmp_path / "clone").differences == ()


def test_file_that_git_ignores_is_no_difference(history, tmp_path):
    """The template made it, and it is still there."""
    history.release({".gitignore": "local\n", "local": "l\n"})
    assert diff(history.service(tmp_path / "orders")).differences == ()


def test_repository_of_somebody_else_is_refused(tmp_path):
    """There is nothing to compare with."""
    git("init", "--quiet", cwd=tmp_path)
    edit(tmp_path, {"a": "a\n"})
    with pytest.raises(UsageError, match=r"no \.copier-answers\.yml here"):
        diff(tmp_path)
