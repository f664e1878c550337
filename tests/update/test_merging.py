"""What becomes of every kind of edit that meets every kind of change."""

from pathlib import Path

import pytest
from history import LINES, QUESTIONS, edit, git, put, run, snapshot, staged, update_with

from scaffold.errors import Exit
from scaffold.merging.verdict import Style
from scaffold.update import Action, Change, Kind, Subject

OURS = LINES.replace("line 5\n", "ours\n")
THEIRS = LINES.replace("line 5\n", "theirs\n")
LATER = LINES.replace("line 25\n", "theirs\n")
BOTH = LATER.replace("line 5\n", "ours\n")


def conflicts(result) -> list[tuple[str, Kind]]:
    return [(conflict.path, conflict.kind) for conflict in result.conflicts]


def notes(result) -> list[tuple[str, Subject]]:
    return [(note.path, note.subject) for note in result.notes]


def test_edits_on_both_sides_are_merged(service):
    """The everyday case."""
    root = service({"a": LINES}, {"a": LATER}, {"a": OURS, "mine": "mine\n"})
    result = run(root)
    assert (result.exit_code, result.notes) == (Exit.OK, ())
    assert (root / "a").read_text() == BOTH
    assert staged(root) == ["M  .copier-answers.yml", "M  a"]


def test_same_edit_on_both_sides_is_no_change(service):
    """The user was first."""
    root = service({"a": LINES}, {"a": LATER}, {"a": LATER})
    result = run(root)
    assert result.changed == (Change(".copier-answers.yml", Action.CHANGED),)


def test_file_that_the_user_deleted_stays_deleted(service):
    """The report says that the template went on with it."""
    root = service({"a": LINES, "b": "b\n"}, {"a": LATER}, {"a": None})
    result = run(root)
    assert (conflicts(result), notes(result)) == ([], [("a", Subject.STAYS_DELETED)])
    assert not (root / "a").exists()
    assert staged(root) == ["M  .copier-answers.yml"]


def test_file_that_the_user_deleted_is_not_named_when_nothing_changed(service):
    """There is nothing to know."""
    root = service({"a": LINES, "b": "b\n"}, {"b": "c\n"}, {"a": None})
    assert notes(run(root)) == []


def test_deleted_file_that_the_template_renamed_stays_deleted(service):
    """Under its new name, too."""
    root = service({"a": LINES}, {"a": None, "b": LATER}, {"a": None})
    result = run(root)
    assert (conflicts(result), notes(result)) == ([], [("b", Subject.STAYS_DELETED)])
    assert not (root / "b").exists()


def test_moved_file_that_the_template_deleted_is_kept(service):
    """It is where the user put it, and the user decides."""
    root = service({"a": LINES, "b": "b\n"}, {"a": None}, {"a": None, "moved": LINES})
    assert conflicts(run(root)) == [("moved", Kind.DELETED_BY_TEMPLATE)]
    assert (root / "moved").read_text() == LINES


def test_file_that_both_added_is_a_conflict(service):
    """Both contents stand between markers."""
    root = service({"a": "a\n"}, {"new": "theirs\n"}, {"new": "ours\n"})
    assert conflicts(run(root)) == [("new", Kind.BOTH_ADDED)]
    assert (root / "new").read_text() == (
        "<<<<<<< yours\nours\n=======\ntheirs\n>>>>>>> template 2.0.0\n"
    )


def test_file_that_both_renamed_is_a_conflict(service):
    """Both names stand there."""
    root = service({"a": LINES}, {"a": None, "theirs": LATER}, {"a": None, "ours": OURS})
    (conflict,) = run(root).conflicts
    assert (conflict.kind, conflict.paths) == (Kind.BOTH_RENAMED, ("a", "ours", "theirs"))
    assert (root / "ours").read_text() == (root / "theirs").read_text() == BOTH


def test_new_file_in_a_folder_that_the_user_moved_is_a_conflict(service):
    """It goes along, and the user decides whether it should."""
    old = {f"d/{number}": f"{number}\n" * 9 for number in (1, 2, 3)}
    moved = {f"d/{number}": None for number in (1, 2, 3)}
    moved |= {f"e/{number}": f"{number}\n" * 9 for number in (1, 2, 3)}
    root = service(old, {"d/4": "four\n"}, moved)
    (conflict,) = run(root).conflicts
    assert (conflict.path, conflict.kind) == ("e/4", Kind.FOLDER_MOVED)
    assert (root / "e/4").read_text() == "four\n"


@pytest.mark.parametrize(("style", "place"), [(Style.INLINE, "e/4"), (Style.REJ, "d/4")])
def test_file_of_the_user_in_a_folder_that_the_template_moved_is_a_conflict(style, place, service):
    """It goes along, and the user decides; with rejects it stays where it is."""
    old = {f"d/{number}": f"{number}\n" * 9 for number in (1, 2, 3)}
    moved = {f"d/{number}": None for number in (1, 2, 3)}
    moved |= {f"e/{number}": f"{number}\n" * 9 for number in (1, 2, 3)}
    root = service(old, moved, {"d/4": "four\n"})
    (conflict,) = run(root, style=style).conflicts
    assert (conflict.path, conflict.kind) == (place, Kind.FOLDER_MOVED)
    assert conflict.message.startswith("you have a file in a folder that the template moved; ")
    assert (root / place).read_text() == "four\n"


def test_file_and_folder_of_one_name_are_a_conflict(service):
    """The user's file is moved aside under a name that says whose it is."""
    root = service({"a": "a\n"}, {"docs/guide": "guide\n"}, {"docs": "mine\n"})
    (conflict,) = run(root).conflicts
    assert (conflict.path, conflict.kind) == ("docs~yours", Kind.FILE_AND_FOLDER)
    assert (root / "docs~yours").read_text() == "mine\n"
    assert (root / "docs/guide").read_text() == "guide\n"


def test_link_and_file_of_one_name_are_a_conflict(service):
    """Both are kept."""
    root = service({"a": LINES, "b": "b\n"}, {"a": LATER}, {"a": Path("b")})
    result = run(root)
    assert result.exit_code == Exit.CONFLICTS
    kept = {content for _, content in snapshot(root).values()}
    assert {b"b", LATER.encode()} <= kept


def test_link_that_both_changed_is_a_conflict(service):
    """The user's stands."""
    root = service(
        {"a": "a\n", "b": "b\n", "c": "c\n", "l": Path("a")}, {"l": Path("b")}, {"l": Path("c")}
    )
    assert [path for path, _ in conflicts(run(root))] == ["l"]
    assert (root / "l").readlink() == Path("c")


def test_mode_and_content_are_merged_apart(service):
    """The template makes it executable, the user edited it."""
    root = service({"run": LINES}, {"run*": LINES}, {"run": OURS})
    assert run(root).exit_code == Exit.OK
    assert (root / "run").read_text() == OURS
    assert (root / "run").stat().st_mode & 0o100


def test_mode_of_the_user_is_kept(service):
    """The other way round."""
    root = service({"run": LINES}, {"run": LATER}, {"run*": LINES})
    assert run(root).exit_code == Exit.OK
    assert (root / "run").stat().st_mode & 0o100


def test_unicode_names_are_merged_and_reported(service):
    """As they are written."""
    name = 'na\u00efve \u2028 \U0001f600\n\t"x'
    root = service({name: LINES}, {name: THEIRS}, {name: OURS})
    assert conflicts(run(root)) == [(name, Kind.CONTENT)]


def test_markers_of_the_user_are_left_alone(service):
    """A document about git is no conflict."""
    about = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch\n"
    root = service({"a": about + LINES}, {"a": about + LATER}, {"a": about + OURS})
    assert run(root).exit_code == Exit.OK
    assert (root / "a").read_text() == about + BOTH


@pytest.mark.parametrize(
    "setting", ["merge.renames=false", "diff.renames=false", "merge.conflictStyle=diff3"]
)
def test_settings_of_the_user_change_no_result(setting, service):
    """Only how a conflict looks is theirs to choose."""
    root = service({"a": LINES}, {"a": None, "b": LATER}, {"a": OURS})
    git("config", *setting.split("="), cwd=root)
    assert run(root).exit_code == Exit.OK
    assert (root / "b").read_text() == BOTH


def test_base_of_a_conflict_is_named_too(service):
    """Where the user wants to see it."""
    root = service({"a": LINES}, {"a": THEIRS}, {"a": OURS})
    git("config", "merge.conflictStyle", "diff3", cwd=root)
    run(root)
    assert "||||||| template before\nline 5\n=======\n" in (root / "a").read_text()


def test_updating_again_before_they_are_settled_is_no_success(service):
    """Nothing more changes, and the exit code still says that work is left."""
    root = service({"a": LINES}, {"a": THEIRS}, {"a": OURS})
    run(root)
    before = snapshot(root)
    again = run(root)
    assert (again.changed, conflicts(again)) == ((), [("a", Kind.UNMERGED)])
    assert again.exit_code == Exit.CONFLICTS
    assert snapshot(root) == before


def test_conflicts_cannot_be_committed_before_they_are_settled(service):
    """Git itself refuses; settled and added, it commits."""
    root = service({"a": LINES}, {"a": THEIRS}, {"a": OURS})
    run(root)
    with pytest.raises(Exception, match="128"):
        git("commit", "-m", "too early", cwd=root)
    put(root, {"a": "settled\n"})
    edit(root, {})
    assert staged(root) == []
    assert run(root).changed == ()


def test_rejected_changes_leave_the_users_files_alone(service):
    """What merges is merged, the rest stands beside."""
    root = service(
        {"a": LINES, "b": b"\0old", "c": LINES, "gone": "x\ny\n", "ren": LINES, "docs": "d\n"},
        {
            "a": THEIRS,
            "b": b"\0theirs",
            "c": LATER,
            "gone": None,
            "ren": None,
            "new": THEIRS,
            "x/y": "another thing\n",
        },
        {"a": OURS, "b": b"\0ours", "c": OURS, "gone": "z\ny\n", "ren": OURS, "x": "mine\n"},
    )
    mine = snapshot(root)
    result = run(root, style=Style.REJ)
    assert result.exit_code == Exit.CONFLICTS
    assert [(one.path, one.reject) for one in result.conflicts] == [
        ("a", "a.rej"),
        ("b", "b.rej"),
        ("gone", ""),
        ("ren", "ren.rej"),
        ("x", ""),
        ("x/y", "x~y.rej"),
    ]
    after = snapshot(root)
    assert {path: after[path] for path in mine if path not in {"c", ".copier-answers.yml"}} == {
        path: content for path, content in mine.items() if path not in {"c", ".copier-answers.yml"}
    }
    assert (root / "c").read_text() == BOTH
    assert (root / "b.rej").read_bytes() == b"\0theirs"
    assert "?? x~y.rej" in staged(root)
    assert not [row for row in staged(root) if row.startswith("U")]


def test_reject_is_a_patch_that_git_applies(service):
    """To a file that has room for it."""
    root = service({"a": LINES}, {"a": THEIRS}, {"a": OURS})
    run(root, style=Style.REJ)
    put(root, {"a": LINES})
    git("apply", "a.rej", cwd=root)
    assert (root / "a").read_text() == THEIRS


def test_reject_never_replaces_a_file(service):
    """Not even an older reject."""
    root = service({"a": LINES}, {"a": THEIRS}, {"a": OURS, "a.rej": "mine\n"})
    assert run(root, style=Style.REJ).conflicts[0].reject == "a.2.rej"
    assert (root / "a.rej").read_text() == "mine\n"


def test_failing_style_writes_nothing(service):
    """One conflict, and nothing is touched; without one, all of it."""
    root = service({"a": LINES, "b": "b\n"}, {"a": THEIRS, "b": "c\n"}, {"a": OURS})
    before = snapshot(root)
    result = run(root, style=Style.FAIL)
    assert (result.exit_code, result.applied) == (Exit.CONFLICTS, False)
    assert (snapshot(root), staged(root)) == (before, [])
    edit(root, {"a": LINES})
    assert run(root, style=Style.FAIL).applied


def test_resolver_settles_what_git_cannot(service):
    """It is given three sides; what it returns is no conflict."""
    root = service({"a": LINES, "b": LINES}, {"a": THEIRS, "b": THEIRS}, {"a": OURS, "b": OURS})

    def resolve(path: str, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
        assert (base, ours, theirs) == (LINES.encode(), OURS.encode(), THEIRS.encode())
        return b"resolved\n" if path == "a" else None

    result = update_with(root, resolve)
    assert conflicts(result) == [("b", Kind.CONTENT)]
    assert (root / "a").read_text() == "resolved\n"
    assert staged(root)[1:] == ["M  a", "UU b"]


def test_answers_file_is_written_anew(service):
    """A comment in it is not kept, and the report says so."""
    root = service({"a": "a\n"}, {"a": "b\n"}, {})
    path = root / ".copier-answers.yml"
    edit(root, {".copier-answers.yml": path.read_text() + "# mine\n"})
    assert notes(run(root)) == [(".copier-answers.yml", Subject.ANSWERS_REWRITTEN)]
    assert path.read_text().splitlines()[1] == "_commit: 2.0.0"


def test_new_question_takes_its_default_and_is_told(history, tmp_path):
    """And one that is no longer asked is left behind."""
    history.release({"a": "a\n"})
    root = history.service(tmp_path / "orders", "1.0.0", "colour=blue")
    asked = QUESTIONS.replace("colour:", "paint:") + "size: {type: int, default: 3}\n"
    history.release({}, asked)
    replies = run(root).replies
    assert (dict(replies.new), replies.dropped) == ({"paint": "red", "size": 3}, ("colour",))
    answers = (root / ".copier-answers.yml").read_text()
    assert "size: 3" in answers
    assert "colour" not in answers


def test_answers_are_changed_on_the_way(history, tmp_path):
    """A whole language may go and another come; the user's own files stay."""
    history.release(
        {
            "{% if colour == 'red' %}red{% endif %}/code": LINES,
            "{% if colour == 'blue' %}blue{% endif %}/x": "x\n",
        }
    )
    root = history.service(tmp_path / "orders")
    edit(root, {"red/mine": "mine\n"})
    result = run(root, data=("colour=blue",))
    assert result.exit_code == Exit.OK
    assert list(snapshot(root)) == [".copier-answers.yml", "blue/x", "red/mine"]
    assert result.from_version == result.to_version == "1.0.0"
