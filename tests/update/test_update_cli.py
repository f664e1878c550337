"""The four commands as a user runs them: what they print, and their exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from history import LINES, OURS, THEIRS, edit, git, put, snapshot, staged

PROGRAM = (sys.executable, "-c", "from scaffold.cli import main; main()")


def scaffold(*words: str) -> tuple[int, str, str]:
    done = subprocess.run((*PROGRAM, *words), check=False, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def root(service):
    """A service with a conflict ahead of it."""
    return service({"a": LINES, "b": LINES}, {"a": THEIRS, "b": THEIRS, "c": "c\n"}, {"a": OURS})


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ((), "4 files, 1 conflict; staged, not committed"),
        (("--dry-run",), "4 files, 1 conflict; nothing was written"),
        (("--conflict", "fail"), "4 files, 1 conflict; nothing was written"),
        (("--conflict", "rej"), "4 files, 1 conflict; staged, not committed"),
        (("--quiet",), "4 files, 1 conflict; staged, not committed"),
    ],
)
def test_unfinished_update_exits_with_five(words, verdict, root):
    """In every style, and whatever is printed."""
    code, out, err = scaffold("update", str(root), *words)
    assert (code, err) == (5, "")
    assert "CONFLICT a (content)" in out
    assert out.splitlines()[-1].endswith(verdict)


def test_finished_update_exits_with_zero(root):
    """And lists every file, under its new state."""
    edit(root, {"a": LINES})
    code, out, _ = scaffold("update", str(root))
    assert code == 0
    assert [line.split() for line in out.splitlines()[:4]] == [
        ["change", ".copier-answers.yml"],
        ["change", "a"],
        ["change", "b"],
        ["add", "c"],
    ]
    code, out, _ = scaffold("update", str(root))
    assert (code, out) == (0, f"{root}: up to date with {root.parent}/template 2.0.0\n")


def test_patch_comes_before_the_report(root):
    """For ``--diff``, dry or not."""
    _, out, _ = scaffold("update", str(root), "-n", "--diff")
    assert out.startswith("diff --git a/.copier-answers.yml b/.copier-answers.yml\n")
    assert "+theirs\n" in out


def test_json_has_everything(root):
    """For programs, the exit code included."""
    code, out, _ = scaffold("update", str(root), "--output-format", "json", "--diff")
    found = json.loads(out)
    assert code == found["exit_code"] == 5
    assert (found["from_version"], found["to_version"], found["applied"]) == (
        "1.0.0",
        "2.0.0",
        True,
    )
    assert {"path": "c", "action": "added", "origin": ""} in found["changed"]
    assert [(one["path"], one["kind"], one["paths"]) for one in found["conflicts"]] == [
        ("a", "content", ["a"])
    ]
    assert "+theirs" in found["patch"]


def test_answers_come_from_a_file_and_from_words(root, tmp_path):
    """The words win."""
    put(tmp_path, {"answers.yml": "colour: green\n"})
    words = ("update", str(root), "--data-file", str(tmp_path / "answers.yml"), "--to", "1.0.0")
    assert scaffold(*words)[0] == 2
    assert scaffold(*words, "-d", "colour=blue")[0] == 0
    assert "colour: blue" in (root / ".copier-answers.yml").read_text()


def test_unknown_version_is_bad_usage(root):
    """The known ones are named."""
    code, _, err = scaffold("update", str(root), "--to", "7")
    assert code == 2
    assert "7: no such version" in err


def test_drift_and_newer_releases_exit_with_three(root):
    """Where that was asked for."""
    assert scaffold("diff", str(root))[0] == 0
    code, out, _ = scaffold("diff", str(root), "--exit-code")
    assert (code, out.splitlines()[0]) == (3, "managed  changed  a  +1 -1")
    assert scaffold("check-update", str(root))[0] == 0
    code, out, _ = scaffold("check-update", str(root), "--exit-code", "--output-format", "json")
    assert (code, json.loads(out)["newer"]) == (3, ["2.0.0"])
    edit(root, {"a": LINES})
    scaffold("update", str(root))
    assert scaffold("check-update", str(root), "--exit-code")[0] == 0
    assert scaffold("diff", str(root), "--exit-code")[0] == 0


def test_rollback_says_where_it_went(root):
    """Back to the version before."""
    scaffold("update", str(root))
    assert scaffold("rollback", str(root)) == (0, f"{root}: from 2.0.0 back to 1.0.0\n", "")
    code, _, err = scaffold("rollback", str(root))
    assert (code, err) == (2, f"error: {root}: no update to take back\n")


def test_verify_is_not_run_on_unfinished_work(root):
    """Its exit code stays 5."""
    code, out, _ = scaffold("update", str(root), "--verify")
    assert (code, "level unit" in out) == (5, False)


def test_verify_comes_after_a_finished_update(root):
    """A repository that proves nothing fails it."""
    edit(root, {"a": LINES})
    code, out, _ = scaffold("update", str(root), "--verify")
    assert code == 6
    assert out.startswith("change   .copier-answers.yml\n")
    assert "level unit" in out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("wait_seconds", [0.1, 0.3, 0.5, 0.7])
def test_interrupted_update_leaves_the_tree_whole(number, wait_seconds, root):
    """As it was, or finished; after a kill the next command sees to it."""
    before = snapshot(root)
    process = subprocess.Popen(
        (*PROGRAM, "update", str(root)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(wait_seconds)
    os.kill(process.pid, number)
    process.communicate()
    if number == signal.SIGKILL:
        scaffold("diff", str(root))
    finished = process.returncode == 5 or (number == signal.SIGKILL and staged(root) != [])
    if finished:
        assert staged(root) == ["M  .copier-answers.yml", "UU a", "M  b", "A  c"]
    else:
        assert snapshot(root) == before
        assert staged(root) == []
    git("reset", "--quiet", "--hard", cwd=root)
    assert scaffold("update", str(root))[0] == 5


def test_two_updates_at_once_are_one_after_the_other(root):
    """The second finds nothing left to do."""
    edit(root, {"a": LINES})
    both = [
        subprocess.Popen((*PROGRAM, "update", str(root)), stdout=subprocess.PIPE) for _ in range(2)
    ]
    said = sorted(process.communicate()[0].splitlines()[-1].decode() for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said[0].endswith("4 files, 0 conflicts; staged, not committed")
    assert said[1].endswith("up to date with " + f"{root.parent}/template 2.0.0")


def test_path_is_the_current_folder_by_default(root, monkeypatch):
    """As everywhere."""
    monkeypatch.chdir(root)
    assert scaffold("check-update")[1].startswith(".: ")
    assert Path("a").exists()
