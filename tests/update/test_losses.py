"""What ``copier update`` loses, one by one: here a merge, or a conflict that the report names."""

from pathlib import Path

import pytest
from history import LINES, QUESTIONS, edit, git, run, snapshot, staged

from scaffold.errors import Exit, ScaffoldError, UsageError
from scaffold.template import UntrustedTemplateError
from scaffold.update import Action, Change, Kind, Subject

OURS = LINES.replace("line 5\n", "ours\n")
THEIRS = LINES.replace("line 5\n", "theirs\n")
MERGED_LATER = LINES.replace("line 25\n", "theirs\n")


def conflicts(result) -> list[tuple[str, Kind]]:
    return [(conflict.path, conflict.kind) for conflict in result.conflicts]


def test_same_line_changed_on_both_sides_is_a_conflict(service):
    """Markers in the file, unmerged in the index, and not exit 0."""
    root = service({"a": LINES}, {"a": THEIRS}, {"a": OURS})
    result = run(root)
    assert conflicts(result) == [("a", Kind.CONTENT)]
    assert result.exit_code == Exit.CONFLICTS
    marked = "<<<<<<< yours\nours\n=======\ntheirs\n>>>>>>> template 2.0.0\n"
    assert (root / "a").read_text() == LINES.replace("line 5\n", marked)
    assert staged(root) == ["M  .copier-answers.yml", "UU a"]


def test_edit_follows_a_file_that_the_template_renamed(service):
    """It is merged into the new name."""
    root = service({"old": LINES}, {"old": None, "new": MERGED_LATER}, {"old": OURS})
    result = run(root)
    assert (result.exit_code, conflicts(result)) == (Exit.OK, [])
    assert Change("new", Action.RENAMED, "old") in result.changed
    assert (root / "new").read_text() == MERGED_LATER.replace("line 5\n", "ours\n")
    assert not (root / "old").exists()


def test_edited_file_that_the_template_deleted_is_kept(service):
    """And git does not commit before the user decides."""
    root = service({"a": LINES, "b": "b\n"}, {"a": None}, {"a": OURS})
    result = run(root)
    assert conflicts(result) == [("a", Kind.DELETED_BY_TEMPLATE)]
    assert (root / "a").read_text() == OURS
    assert staged(root) == ["M  .copier-answers.yml", "UD a"]


def test_edited_file_that_an_answer_turns_off_is_kept(history, tmp_path):
    """Without a new version of the template at all."""
    name = "{% if colour == 'red' %}red{% endif %}"
    history.release({name: LINES})
    root = history.service(tmp_path / "orders")
    edit(root, {"red": OURS})
    result = run(root, data=("colour=blue",))
    assert conflicts(result) == [("red", Kind.DELETED_BY_TEMPLATE)]
    assert (root / "red").read_text() == OURS
    assert result.replies.changed == {"colour": "blue"}


def test_binary_file_changed_on_both_sides_is_a_conflict(service):
    """The user's stands, the template's is in the index."""
    root = service({"a": b"\0old"}, {"a": b"\0theirs"}, {"a": b"\0ours"})
    result = run(root)
    assert conflicts(result) == [("a", Kind.BINARY)]
    assert (root / "a").read_bytes() == b"\0ours"
    git("checkout", "--theirs", "a", cwd=root)
    assert (root / "a").read_bytes() == b"\0theirs"


def test_change_follows_a_file_that_the_user_moved(service):
    """It is merged where the file stands now."""
    root = service(
        {"a": LINES, "b": "b\n"}, {"a": MERGED_LATER}, {"a": None, "deep/down/moved": OURS}
    )
    result = run(root)
    assert (result.exit_code, conflicts(result)) == (Exit.OK, [])
    assert (root / "deep/down/moved").read_text() == MERGED_LATER.replace("line 5\n", "ours\n")
    assert not (root / "a").exists()


def test_new_file_under_an_ignored_path_is_seen(service):
    """It is staged all the same, and the report names it."""
    root = service({"a": "a\n"}, {"build/plan": "plan\n"}, {".gitignore": "build/\n"})
    result = run(root)
    assert [(note.path, note.subject) for note in result.notes] == [("build/plan", Subject.IGNORED)]
    assert "A  build/plan" in staged(root)


def test_secret_question_does_not_conflict(history, tmp_path):
    """Its answer is not recorded; the line that it made is the user's."""
    questions = QUESTIONS + "word: {type: str, default: none, secret: true}\n"
    history.release({"env.jinja": "word={{ word }}\n\n\n\n\nend\n"}, questions)
    root = history.service(tmp_path / "orders", "1.0.0", "word=sesame")
    history.release({"env.jinja": "word={{ word }}\n\n\n\n\nend of it\n"})
    result = run(root)
    assert conflicts(result) == []
    assert (root / "env").read_text() == "word=sesame\n\n\n\n\nend of it\n"


def test_removed_choice_is_refused(history, tmp_path):
    """It never becomes another one silently."""
    history.release({"a": "a\n"})
    root = history.service(tmp_path / "orders", "1.0.0", "colour=blue")
    history.release({}, QUESTIONS.replace("[red, blue]", "[red, green]"))
    before = snapshot(root)
    with pytest.raises(UsageError, match=r"colour='blue': must be one of red, green"):
        run(root)
    assert snapshot(root) == before


def test_unknown_key_is_refused(service):
    """Whoever mistypes an answer is told."""
    root = service({"a": "a\n"}, {"a": "b\n"}, {})
    with pytest.raises(UsageError, match=r"'color': no such question"):
        run(root, data=("color=blue",))
    assert staged(root) == []


def test_tasks_are_not_run_at_all(service, history):
    """Not three times, and not once."""
    root = service({"a": "a\n"}, {"a": "b\n"}, {})
    history.release({}, QUESTIONS + "_tasks: ['touch ran']\n")
    with pytest.raises(UntrustedTemplateError):
        run(root)
    assert not (root / "ran").exists()
    assert staged(root) == []


def test_failure_leaves_the_tree_and_the_answers_as_they_were(service):
    """Here another git holds the index."""
    root = service({"a": LINES, "b": "b\n"}, {"a": THEIRS, "b": None, "c": "c\n"}, {})
    before = snapshot(root)
    (root / ".git/index.lock").touch()
    with pytest.raises(ScaffoldError, match=r"index\.lock"):
        run(root)
    (root / ".git/index.lock").unlink()
    assert (snapshot(root), staged(root)) == (before, [])
    assert run(root).exit_code == Exit.OK


def test_dry_run_says_everything_and_writes_nothing(service):
    """The very report of the real run, with its exit code."""
    root = service(
        {"a": LINES, "b": LINES, "gone": "x\n"},
        {"a": THEIRS, "b": None, "moved": LINES, "gone": None, "new": "new\n"},
        {"a": OURS},
    )
    before = snapshot(root)
    dry = run(root, dry_run=True)
    assert (snapshot(root), staged(root)) == (before, [])
    assert dry.exit_code == Exit.CONFLICTS
    assert dry.changed == (
        Change(".copier-answers.yml", Action.CHANGED),
        Change("a", Action.CHANGED),
        Change("gone", Action.DELETED),
        Change("moved", Action.RENAMED, "b"),
        Change("new", Action.ADDED),
    )
    real = run(root)
    assert (real.changed, real.conflicts) == (dry.changed, dry.conflicts)


def test_every_loss_is_here() -> None:
    """Thirteen are known."""
    text = Path(__file__).read_text(encoding="utf-8")
    assert text.count("\ndef test_") - 1 == 13
