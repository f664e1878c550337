"""Files that the template makes once, and that are the user's from their first edit on."""

import shutil

import copier
import pytest
from history import LINES, QUESTIONS, edit, run, snapshot

from scaffold.errors import Exit, ScaffoldError
from scaffold.update import Subject

SEEDED = QUESTIONS + "_scaffold_seeded: [code/*, README]\n"
THEIRS = LINES.replace("line 5\n", "theirs\n")
OURS = LINES.replace("line 5\n", "ours\n")


@pytest.fixture
def root(history, tmp_path):
    """A service with two seeded files and a managed one, before a release that changes all."""
    history.release({"code/deep/a": LINES, "README": LINES, "b": LINES}, SEEDED)
    root = history.service(tmp_path / "orders")
    history.release({"code/deep/a": THEIRS, "README": None, "b": THEIRS})
    return root


def notes(result) -> list[tuple[str, str]]:
    return [(note.path, note.message) for note in result.notes]


def test_untouched_one_follows_the_template(root, history, tmp_path):
    """As any file does: an untouched repository equals a fresh one."""
    result = run(root)
    assert (result.exit_code, result.notes) == (Exit.OK, ())
    assert snapshot(root) == snapshot(history.service(tmp_path / "fresh", "2.0.0"))


def test_edited_one_is_left_as_it_is(root):
    """Where a managed file would be a conflict; the report names it."""
    edit(root, {"code/deep/a": OURS, "README": OURS})
    result = run(root)
    assert result.exit_code == Exit.OK
    assert notes(result) == [
        ("README", "the template no longer has this seeded file; yours was left as it is"),
        ("code/deep/a", "the template changed this seeded file; yours was left as it is"),
    ]
    assert {note.subject for note in result.notes} == {Subject.SEEDED_KEPT}
    assert (root / "code/deep/a").read_text() == (root / "README").read_text() == OURS
    assert (root / "b").read_text() == THEIRS


def test_deleted_one_stays_deleted(root):
    """And is named, since the template went on with it."""
    edit(root, {"code/deep/a": None})
    assert notes(run(root)) == [
        ("code/deep/a", "the template changed this seeded file; you deleted or moved it")
    ]
    assert not (root / "code/deep/a").exists()


@pytest.mark.parametrize("new", ["code", "code/a/b"])
def test_edited_one_where_the_template_has_a_folder_or_a_file_for_its_folder(
    new, history, tmp_path
):
    """The two cannot stand side by side under these names: a conflict, and both are there."""
    history.release({"code/a": LINES}, SEEDED)
    root = history.service(tmp_path / "orders")
    shutil.rmtree(history.root / "project/code")
    history.release({new: "x\n"})
    edit(root, {"code/a": OURS})
    result = run(root)
    assert result.exit_code == Exit.CONFLICTS
    assert {content for _, content in snapshot(root).values()} >= {OURS.encode(), b"x\n"}


def test_edited_one_is_not_named_when_the_template_left_it_alone(root):
    """Release 1 to release 1 with another answer."""
    edit(root, {"code/deep/a": OURS})
    assert run(root, to="1.0.0", data=("colour=blue",)).notes == ()


def test_setting_must_be_a_list_of_patterns(root, history):
    """Nothing is guessed."""
    history.release({}, SEEDED.replace("[code/*, README]", "code"))
    with pytest.raises(ScaffoldError, match="_scaffold_seeded: must be a list of path patterns"):
        run(root)


def test_copier_itself_does_not_mind(history, tmp_path):
    """The template stays a copier template."""
    history.release({"a": LINES}, SEEDED)
    copier.run_copy(str(history.root), tmp_path / "copy", defaults=True, quiet=True)
    assert (tmp_path / "copy/a").read_text() == LINES
