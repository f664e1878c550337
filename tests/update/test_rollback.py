"""``scaffold rollback``: the exact tree before the last update, or a refusal that names files."""

import pytest
from history import LINES, edit, git, put, run, snapshot, staged

from scaffold.commands.rollback import RolledBack, rollback
from scaffold.errors import ScaffoldError, UsageError
from scaffold.merging.verdict import Style

OURS = LINES.replace("line 5\n", "ours\n")
THEIRS = LINES.replace("line 5\n", "theirs\n")


@pytest.fixture
def root(service):
    """An edited service; its template changes, adds, deletes, renames, and conflicts."""
    return service(
        {"a": LINES, "b": "b\n", "c/d/e": "e\n", "f": LINES + "f\n", "link": "l\n"},
        {"a": THEIRS, "b": "bb\n", "c/d/e": None, "f": None, "ff": LINES + "f\n", "new/x": "x\n"},
        {"a": OURS, "mine": "mine\n"},
    )


@pytest.mark.parametrize("style", [Style.INLINE, Style.REJ])
def test_tree_before_the_update_is_back(style, root):
    """Contents, modes, index; untracked files of the user were never touched."""
    put(root, {"untracked": "u\n"})
    before, rows = snapshot(root), staged(root)
    run(root, style=style)
    assert rollback(root) == RolledBack(
        str(root),
        "2.0.0",
        "1.0.0",
        tuple(
            sorted(
                {".copier-answers.yml", "b", "c/d/e", "f", "ff", "new/x"}
                | {"a" if style is Style.INLINE else "a.rej"}
            )
        ),
    )
    assert (snapshot(root), staged(root)) == (before, rows)
    assert not (root / "new").exists()


def test_update_after_a_rollback_is_the_same(root):
    """Nothing of the first one is left in its way."""
    first = run(root)
    after = snapshot(root)
    rollback(root)
    assert run(root) == first
    assert snapshot(root) == after


def test_there_is_one_step_back(root):
    """Not two."""
    run(root)
    rollback(root)
    with pytest.raises(UsageError, match="no update to take back"):
        rollback(root)


def test_nothing_to_take_back_is_told(root):
    """Before any update."""
    with pytest.raises(UsageError, match="no update to take back"):
        rollback(root)


@pytest.mark.parametrize("change", [{"a": "settled\n"}, {"new/x": None}, {"b*": "bb\n"}])
def test_work_since_the_update_is_not_lost(change, root):
    """The files are named, and everything stays as it is."""
    run(root)
    put(root, change)
    before = snapshot(root)
    (name,) = change
    with pytest.raises(ScaffoldError, match=rf"were changed since.*\n  {name.rstrip('*')}$"):
        rollback(root)
    assert snapshot(root) == before


def test_other_work_since_the_update_stays(root):
    """Staged or not: it does not concern the update."""
    run(root)
    put(root, {"mine": "more\n", "other": "o\n"})
    git("add", "other", cwd=root)
    rollback(root)
    assert staged(root) == [" M mine", "A  other"]


def test_committed_update_is_not_taken_back(root):
    """That is git's to do."""
    run(root)
    edit(root, {"a": "settled\n"})
    with pytest.raises(UsageError, match=r"has commits since the update to 2\.0\.0; `git revert`"):
        rollback(root)


def test_failed_update_leaves_the_last_one_to_take_back(root):
    """It changed nothing, so it is not the last."""
    run(root)
    with pytest.raises(UsageError):
        run(root, data=("colour=green",))
    assert rollback(root).to_version == "1.0.0"
