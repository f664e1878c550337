"""Updates in every kind of checkout that people have."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from history import LINES, edit, git, put, run, snapshot, staged

from scaffold.commands.diff import diff
from scaffold.commands.rollback import rollback
from scaffold.errors import Exit, ScaffoldError, UsageError
from scaffold.formats.update import write, write_json
from scaffold.update import Kind

LATER = LINES.replace("line 25\n", "theirs\n")
OURS = LINES.replace("line 5\n", "ours\n")
BOTH = LATER.replace("line 5\n", "ours\n")


@pytest.fixture
def releases(history):
    """Two releases, the second of which changes one line."""
    history.release({"a": LINES, "gone": "x\n"})
    history.release({"a": LATER, "gone": None, "new": "new\n"})
    return history


def test_update_of_an_untouched_repository_equals_a_fresh_one(history, tmp_path):
    """Byte for byte and mode for mode, names and links included."""
    history.release(
        {
            "a": LINES,
            "run*": "#!/bin/sh\n",
            "plain": "#!/bin/sh\n",
            "link": Path("a"),
            "becomes/a/folder": "x\n",
            "becomes_a_folder": "y\n",
            "na\u00efve \U0001f600": "unicode\n",
            "gone/deep/down": "z\n",
            "raw": b"\0\xff\xfe",
            "ends": "a\r\nb\r\n",
        }
    )
    root = history.service(tmp_path / "orders")
    history.release(
        {
            "a": LATER,
            "run": "#!/bin/sh\n",
            "plain*": "#!/bin/sh\n",
            "link": Path("run"),
            "becomes_a_folder": None,
        }
    )
    shutil.rmtree(history.root / "project/becomes")
    history.release(
        {
            "becomes": "a file\n",
            "becomes_a_folder/x": "x\n",
            "na\u00efve \U0001f600": "again\n",
            "gone/deep/down": None,
            "raw": b"\0\xfe\xff",
            "ends": "a\r\nc\r\n",
        }
    )
    assert run(root).exit_code == Exit.OK
    assert snapshot(root) == snapshot(history.service(tmp_path / "fresh", "3.0.0"))
    assert not (root / "gone").exists()
    edit(root, {})
    assert staged(root) == []


def test_updating_twice_changes_nothing(releases, tmp_path):
    """Even in a tree that is not clean any more."""
    root = releases.service(tmp_path / "orders")
    run(root)
    before, rows = snapshot(root), staged(root)
    again = run(root)
    assert (again.changed, again.conflicts, again.applied) == ((), (), False)
    assert (snapshot(root), staged(root)) == (before, rows)


@pytest.mark.parametrize("stage", [False, True])
def test_dirty_tree_is_refused(stage, releases, tmp_path):
    """With the files that are in the way."""
    root = releases.service(tmp_path / "orders")
    put(root, {"a": OURS})
    if stage:
        git("add", "a", cwd=root)
    before = snapshot(root)
    with pytest.raises(UsageError, match=r"not committed.*`git commit` or `git stash`.*\n.* a$"):
        run(root)
    assert snapshot(root) == before


def test_file_that_was_only_touched_is_clean(releases, tmp_path):
    """What counts is what is in it."""
    root = releases.service(tmp_path / "orders")
    os.utime(root / "a", (1, 1))
    assert run(root).exit_code == Exit.OK


def test_file_that_is_to_be_added_is_not_clean(releases, tmp_path):
    """``git add --intent-to-add`` is half a commit."""
    root = releases.service(tmp_path / "orders")
    put(root, {"mine": "mine\n"})
    git("add", "--intent-to-add", "mine", cwd=root)
    with pytest.raises(UsageError, match=r"not committed.*\n   A mine$"):
        run(root)


def test_untracked_files_are_no_trouble(releases, tmp_path):
    """Git would not lose them either."""
    root = releases.service(tmp_path / "orders")
    put(root, {"notes/mine": "mine\n"})
    assert run(root).exit_code == Exit.OK
    assert (root / "notes/mine").read_text() == "mine\n"


@pytest.mark.parametrize("name", ["new", "new/inside"])
def test_untracked_file_in_the_way_is_left_alone(name, releases, tmp_path):
    """The template's file is laid beside it, and the report names both."""
    root = releases.service(tmp_path / "orders")
    put(root, {name: "mine\n"})
    result = run(root)
    assert [(one.path, one.kind, one.reject) for one in result.conflicts] == [
        ("new", Kind.IN_THE_WAY, "new.rej")
    ]
    assert (root / name).read_text() == "mine\n"
    assert "+new" in (root / "new.rej").read_text()


def test_untracked_file_that_is_the_same_is_taken_in(releases, tmp_path):
    """There is nothing to lose."""
    root = releases.service(tmp_path / "orders")
    put(root, {"new": "new\n"})
    assert run(root).exit_code == Exit.OK
    assert "A  new" in staged(root)


def test_link_in_the_way_is_not_followed(releases, tmp_path, history):
    """Nothing is ever written outside of the repository."""
    history.release({"docs/guide": "guide\n"})
    root = releases.service(tmp_path / "orders")
    (tmp_path / "elsewhere").mkdir()
    (root / "docs").symlink_to(tmp_path / "elsewhere")
    result = run(root)
    assert [(one.path, one.reject) for one in result.conflicts] == [
        ("docs/guide", "docs~guide.rej")
    ]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_folder_of_a_monorepo_is_updated_alone(releases, tmp_path):
    """Its neighbour may be dirty, staged or not."""
    mono = tmp_path / "mono"
    root = mono / "services/orders"
    mono.mkdir()
    git("init", "--quiet", cwd=mono)
    releases.service(root)
    edit(mono, {"neighbour": "n\n", "other": "o\n", "services/orders/a": OURS})
    put(mono, {"neighbour": "dirty\n", "other": "staged\n"})
    git("add", "other", cwd=mono)
    result = run(root)
    assert result.exit_code == Exit.OK
    assert (root / "a").read_text() == BOTH
    assert staged(mono) == [
        " M neighbour",
        "M  other",
        "M  services/orders/.copier-answers.yml",
        "M  services/orders/a",
        "D  services/orders/gone",
        "A  services/orders/new",
    ]
    rollback(root)
    assert staged(mono) == [" M neighbour", "M  other"]


def test_two_folders_of_a_monorepo_are_taken_back_apart(releases, tmp_path):
    """Each has its own last update."""
    mono = tmp_path / "mono"
    mono.mkdir()
    git("init", "--quiet", cwd=mono)
    roots = [releases.service(mono / name) for name in ("one", "two")]
    edit(mono, {})
    for root in roots:
        run(root)
    rollback(roots[0])
    assert (roots[0] / "a").read_text() == LINES
    assert (roots[1] / "a").read_text() == LATER


def test_linked_work_tree_has_its_own_update(releases, tmp_path):
    """The main one is not touched."""
    main = releases.service(tmp_path / "orders")
    git("worktree", "add", "--quiet", str(tmp_path / "linked"), cwd=main)
    assert run(tmp_path / "linked").exit_code == Exit.OK
    assert (tmp_path / "linked/a").read_text() == LATER
    assert (snapshot(main)["a"][1].decode(), staged(main)) == (LINES, [])


def test_shallow_clone_is_updated(releases, tmp_path):
    """No history is needed."""
    origin = releases.service(tmp_path / "orders")
    edit(origin, {"a": OURS})
    git("clone", "--quiet", "--depth=1", f"file://{origin}", "clone", cwd=tmp_path)
    assert run(tmp_path / "clone").exit_code == Exit.OK
    assert (tmp_path / "clone/a").read_text() == BOTH


def test_repository_with_other_hashes_is_updated(releases, tmp_path):
    """SHA-256 as well as SHA-1."""
    root = releases.service(tmp_path / "orders")
    shutil.rmtree(root / ".git")
    git("init", "--quiet", "--object-format=sha256", cwd=root)
    edit(root, {"a": OURS})
    assert run(root).exit_code == Exit.OK
    assert (root / "a").read_text() == BOTH
    edit(root, {})


def submodule(root: Path, tmp_path: Path, path: str) -> None:
    library = tmp_path / "library"
    library.mkdir()
    git("init", "--quiet", cwd=library)
    edit(library, {"code": "code\n"})
    words = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git(*words, str(library), path, cwd=root)
    edit(root, {})


def test_submodule_is_left_alone(releases, tmp_path):
    """With work in it, too."""
    root = releases.service(tmp_path / "orders")
    submodule(root, tmp_path, "library")
    put(root, {"library/more": "more\n"})
    assert run(root).exit_code == Exit.OK
    assert (root / "library/more").read_text() == "more\n"


def test_submodule_in_the_way_is_refused(releases, tmp_path):
    """A submodule is not moved aside."""
    root = releases.service(tmp_path / "orders")
    submodule(root, tmp_path, "new")
    before = snapshot(root)
    with pytest.raises(UsageError, match=r"where submodules stand.*\n  new$"):
        run(root)
    assert snapshot(root) == before


def test_submodule_is_updated_as_a_repository(releases, tmp_path):
    """Its git folder stands elsewhere."""
    origin = releases.service(tmp_path / "orders")
    outer = tmp_path / "outer"
    outer.mkdir()
    git("init", "--quiet", cwd=outer)
    words = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git(*words, str(origin), "inner", cwd=outer)
    assert run(outer / "inner").exit_code == Exit.OK
    assert (outer / "inner/a").read_text() == LATER


def test_sparse_checkout_is_respected(releases, tmp_path, history):
    """What is hidden and would change is named; the rest is updated."""
    history.release({"hidden/b": LATER})
    root = releases.service(tmp_path / "orders", "3.0.0")
    history.release({"a": LINES})
    git("sparse-checkout", "set", "--no-cone", "/*", "!/hidden/", cwd=root)
    assert run(root).exit_code == Exit.OK
    assert not (root / "hidden").exists()
    edit(root, {})
    history.release({"hidden/b": LINES})
    with pytest.raises(UsageError, match=r"sparse-checkout disable.*\n  hidden/b$"):
        run(root)


def test_edit_that_git_was_told_to_overlook_is_not_lost(releases, tmp_path):
    """``--assume-unchanged`` hides it from git, not from us."""
    root = releases.service(tmp_path / "orders")
    git("update-index", "--assume-unchanged", "a", cwd=root)
    put(root, {"a": OURS})
    with pytest.raises(UsageError, match=r"told not to look at.*\n  a$"):
        run(root)
    assert (root / "a").read_text() == OURS


def test_ignored_file_of_the_template_is_left_alone(history, tmp_path):
    """It was never committed, so git cannot bring it back."""
    history.release({".gitignore": "local\n", "local": "old\n", "b": "b\n"})
    root = history.service(tmp_path / "orders")
    put(root, {"local": "mine\n"})
    history.release({"local": "new\n"})
    result = run(root)
    assert (root / "local").read_text() == "mine\n"
    assert [(note.path, note.message) for note in result.notes] == [
        ("local", "git does not track local, so the template's change was left out")
    ]


@pytest.mark.parametrize("setting", ["config", "attributes"])
def test_line_ends_that_git_turns_are_no_difference(setting, releases, tmp_path):
    """The files have CRLF, what is committed has LF."""
    origin = releases.service(tmp_path / "orders")
    edit(origin, {"a": OURS})
    words = ("clone", "--quiet", str(origin), str(tmp_path / "clone"))
    if setting == "config":
        git("-c", "core.autocrlf=true", *words, "-c", "core.autocrlf=true", cwd=tmp_path)
    else:
        edit(origin, {".gitattributes": "* text eol=crlf\n"})
        git(*words, cwd=tmp_path)
    root = tmp_path / "clone"
    assert (root / "a").read_bytes() == OURS.replace("\n", "\r\n").encode()
    assert run(root).exit_code == Exit.OK
    assert (root / "a").read_bytes() == BOTH.replace("\n", "\r\n").encode()
    assert git("show", ":a", cwd=root) == BOTH


def test_crlf_of_the_template_that_git_turned_is_no_difference(history, tmp_path):
    """``* text=auto`` made LF of it on the first commit."""
    lines = LINES.replace("\n", "\r\n")
    history.release({".gitattributes": "* text=auto\n", "a": lines})
    root = history.service(tmp_path / "orders")
    history.release({"a": LATER.replace("\n", "\r\n"), "new": "n\r\n"})
    assert git("show", ":a", cwd=root) == LINES
    edit(root, {"a": OURS})
    assert run(root).exit_code == Exit.OK
    assert git("show", ":a", cwd=root) == BOTH
    assert git("show", ":new", cwd=root) == "n\n"


@pytest.mark.parametrize(("old", "new"), [("\n", "\r\n"), ("\r\n", "\n")])
def test_line_ends_that_the_user_turned_stay_turned(old, new, history, tmp_path):
    """The template's change arrives with them."""
    history.release({"a": LINES.replace("\n", old)})
    root = history.service(tmp_path / "orders")
    history.release({"a": LATER.replace("\n", old)})
    edit(root, {"a": OURS.replace("\n", new)})
    assert run(root).exit_code == Exit.OK
    assert (root / "a").read_bytes() == BOTH.replace("\n", new).encode()


def test_name_that_differs_in_case_is_told(releases, tmp_path):
    """Some systems would keep one of the two."""
    root = releases.service(tmp_path / "orders")
    edit(root, {"NEW": "mine\n"})
    result = run(root)
    assert [(note.path, note.subject) for note in result.notes] == [("new", "case-clash")]
    assert (root / "NEW").read_text() == "mine\n"


def test_variables_of_a_hook_mislead_nobody(releases, tmp_path, monkeypatch):
    """``git commit`` sets them for whoever it starts."""
    root = releases.service(tmp_path / "orders")
    other = tmp_path / "other"
    other.mkdir()
    git("init", "--quiet", cwd=other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    result = run(root)
    monkeypatch.undo()
    assert result.exit_code == Exit.OK
    assert "A  new" in staged(root)


def test_hooks_of_the_user_are_not_run(releases, tmp_path):
    """An update is no commit."""
    root = releases.service(tmp_path / "orders")
    hook = root / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    run(root)
    assert not (tmp_path / "ran").exists()


def test_folder_without_git_is_refused(releases, tmp_path):
    """With what to do."""
    root = releases.service(tmp_path / "orders")
    shutil.rmtree(root / ".git")
    with pytest.raises(UsageError, match=r"not in a git repository.*run `git init`"):
        run(root)


@pytest.mark.parametrize("around", [False, True])
def test_folder_that_is_not_committed_is_refused(around, releases, tmp_path):
    """In a repository without a commit, and in one that has others."""
    root = releases.service(tmp_path / "mono/orders")
    shutil.rmtree(root / ".git")
    git("init", "--quiet", cwd=root.parent)
    if around:
        (root.parent / "neighbour").touch()
        git("add", "neighbour", cwd=root.parent)
        git("commit", "--quiet", "-m", "neighbour", cwd=root.parent)
    with pytest.raises(UsageError, match=r"nothing of it is committed.*`git commit` first"):
        run(root)


def test_bare_repository_is_refused(tmp_path):
    """Git's own words say why."""
    git("init", "--quiet", "--bare", "bare", cwd=tmp_path)
    with pytest.raises(ScaffoldError, match="must be run in a work tree"):
        run(tmp_path / "bare")


def test_git_folder_that_cannot_be_written_is_told(releases, tmp_path):
    """Comparing needs none of it."""
    root = releases.service(tmp_path / "orders")
    (root / ".git/scaffold").touch()
    with pytest.raises(ScaffoldError, match=r"\.git/scaffold/top: cannot be written"):
        run(root, dry_run=True)
    assert diff(root).differences == ()


def test_names_of_other_encodings_are_updated_and_reported(history, tmp_path):
    """As bytes that are no UTF-8."""
    name = os.fsdecode(b"na\xefve")
    history.release({name: LINES})
    root = history.service(tmp_path / "orders")
    history.release({name: LATER})
    edit(root, {name: OURS})
    result = run(root)
    assert (root / name).read_text() == BOTH
    assert "change   na\\udcefve\n" in write(result)
    assert json.loads(write_json(result))["changed"][1]["path"] == name


def test_missing_folder_is_refused(tmp_path):
    """Before anything else."""
    with pytest.raises(UsageError, match="no such folder"):
        run(tmp_path / "nowhere")


def test_file_that_changes_meanwhile_is_not_overwritten(releases, tmp_path, monkeypatch):
    """Here while the new version is rendered: its ``git ls-files`` has long been read."""
    root = releases.service(tmp_path / "orders")
    shim = tmp_path / "bin/git"
    shim.parent.mkdir()
    real = shutil.which("git")
    shim.write_text(
        f'#!/bin/sh\ncase "$*" in *merge-tree*) echo x >> {root}/a ;; esac\nexec {real} "$@"\n'
    )
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(ScaffoldError, match=r"orders/a: was changed while the update"):
        run(root)
    assert (root / "a").read_text() == LINES + "x\n"
    assert staged(root) == [" M a"]


def test_update_starts_few_processes(releases, tmp_path, monkeypatch):
    """At most seven of git in the repository, however much changes."""
    releases.release({f"file{number}": LATER for number in range(50)})
    root = releases.service(tmp_path / "orders")
    shim = tmp_path / "bin/git"
    shim.parent.mkdir()
    real = shutil.which("git")
    log = tmp_path / "log"
    shim.write_text(f'#!/bin/sh\necho "$*" >> {log}\nexec {real} "$@"\n')
    shim.chmod(0o755)
    run(root, dry_run=True)
    monkeypatch.setenv("PATH", f"{shim.parent}{os.pathsep}{os.environ['PATH']}")
    run(root)
    monkeypatch.undo()
    started = [line for line in log.read_text().splitlines() if "ls-remote" not in line]
    assert len(started) <= 7, started
    assert subprocess.run((real, "fsck", "--strict"), cwd=root, check=True).returncode == 0
