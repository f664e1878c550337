"""An update after one that left work: it says so, and takes nothing as settled that is not."""

from pathlib import Path

import pytest
from history import LINES, OURS, THEIRS, edit, git, put, run, snapshot, staged

from scaffold.commands.rollback import rollback
from scaffold.errors import Exit, UsageError
from scaffold.merging.verdict import Style
from scaffold.update import Kind


@pytest.fixture
def root(service) -> Path:
    """A service whose update left ``a.rej`` and ``new.rej``, something untracked in the way."""
    root = service({"a": LINES}, {"a": THEIRS, "new": "new\n"}, {"a": OURS})
    put(root, {"new": "mine\n"})
    run(root, style=Style.REJ)
    return root


def settle(root: Path, *names: str) -> None:
    for name in names:
        (root / name).unlink()


def commit_all(root: Path, *left_out: str) -> None:
    git("add", "--all", *(f":!{name}" for name in left_out), cwd=root)
    git("commit", "--quiet", "-m", "updated", cwd=root)


def named(result) -> list[tuple[str, Kind, str]]:
    return [(one.path, one.kind, one.reject) for one in result.conflicts]


A, NEW = ("a", Kind.UNMERGED, "a.rej"), ("new", Kind.UNMERGED, "new.rej")


def test_rejects_that_are_still_there_are_named(root):
    """Also after a commit, with them or without, until each is deleted."""
    before = snapshot(root)
    for left_out in (("a.rej", "new.rej"), ()):
        again = run(root)
        assert (named(again), again.exit_code) == ([A, NEW], Exit.CONFLICTS)
        assert (again.changed, again.applied, snapshot(root)) == ((), False, before)
        commit_all(root, *left_out)
    assert "take what you want from a.rej, then delete that file" in run(root).conflicts[0].message
    settle(root, "a.rej")
    assert named(run(root)) == [NEW]
    settle(root, "new.rej")
    assert (named(run(root)), run(root).exit_code) == ([], Exit.OK)


@pytest.mark.parametrize("options", [{}, {"dry_run": True}, {"style": Style.REJ}])
@pytest.mark.parametrize("left_out", [("a.rej", "new.rej"), ()])
def test_next_release_waits_for_them(left_out, options, root, history):
    """It would merge from a version that the user has not seen all of."""
    history.release({"a": THEIRS + "more\n"})
    commit_all(root, *left_out)
    before, rows = snapshot(root), staged(root)
    with pytest.raises(UsageError, match=r"delete it:\n  a\.rej\n  new\.rej$"):
        run(root, **options)
    assert (snapshot(root), staged(root)) == (before, rows)
    settle(root, "a.rej", "new.rej")
    edit(root, {})
    assert run(root, **options).to_version == "3.0.0"


def test_other_answers_wait_for_them(root):
    """An update to the same version is one too."""
    commit_all(root)
    with pytest.raises(UsageError, match=r"\n  a\.rej\n  new\.rej$"):
        run(root, data=("colour=blue",))
    assert named(run(root, data=("colour=red",))) == [A, NEW]


def test_rejects_are_gone_with_their_update(root):
    """Taken back, nothing is left of it."""
    rollback(root)
    assert not (root / "a.rej").exists()
    assert run(root, style=Style.FAIL).exit_code == Exit.CONFLICTS


def test_rejects_of_others_are_not_ours(service, history):
    """What ``patch`` leaves says nothing of an update."""
    root = service({"a": LINES}, {"a": THEIRS}, {"tracked.rej": "mine\n"})
    put(root, {"a.rej": "mine\n"})
    assert run(root).exit_code == Exit.OK
    commit_all(root)
    history.release({"a": LINES})
    assert (run(root).exit_code, (root / "a.rej").read_text()) == (Exit.OK, "mine\n")
