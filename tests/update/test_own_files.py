"""Files that a repository keeps to itself: an update does not see them."""

from history import LINES, edit

from scaffold.commands.diff import diff
from scaffold.commands.update import Wanted, update
from scaffold.drift import Owner
from scaffold.own import OWN_FILE, write_own

OURS = LINES.replace("line 5\n", "ours\n")
THEIRS = LINES.replace("line 5\n", "theirs\n")


def keep(*patterns):
    return {OWN_FILE: write_own(patterns)}


def test_own_file_is_no_conflict(service):
    """Both sides changed it; it stays as it is, and the rest is brought."""
    root = service({"a": LINES, "b": LINES}, {"a": THEIRS, "b": THEIRS}, {"a": OURS, **keep("a")})
    result = update(Wanted(root))
    assert result.conflicts == ()
    assert ((root / "a").read_text(), (root / "b").read_text()) == (OURS, THEIRS)


def test_own_file_that_is_not_there_is_never_added(service):
    """Neither a deleted one nor one that only the new version has."""
    root = service(
        {"src/a": LINES}, {"src/a": THEIRS, "src/b": "b\n"}, {"src/a": None} | keep("src/*")
    )
    result = update(Wanted(root))
    assert (result.conflicts, result.notes) == ((), ())
    assert list((root / "src").glob("*")) == []


def test_own_file_that_the_template_deletes_stays(service):
    """What it never had it cannot take away."""
    root = service({"a": LINES}, {"a": None}, keep("a"))
    assert update(Wanted(root)).conflicts == ()
    assert (root / "a").read_text() == LINES


def test_file_that_is_no_longer_own_follows_again(service):
    """Without its line the clash is there."""
    root = service({"a": LINES}, {"a": THEIRS}, {"a": OURS, **keep("a")})
    edit(root, keep("b"))
    assert [conflict.path for conflict in update(Wanted(root)).conflicts] == ["a"]


def test_own_file_does_not_drift(service):
    """It is the user's, changed or not."""
    root = service({"a": LINES, "b": LINES}, {}, {"a": OURS, "b": OURS, **keep("a")})
    owners = {one.path: one.owner for one in diff(root).differences}
    assert owners == {"a": Owner.MINE, OWN_FILE: Owner.MINE, "b": Owner.MANAGED}
