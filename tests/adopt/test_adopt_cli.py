"""``scaffold adopt`` as a user runs it: what it prints, and its exit codes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from history import git

PROGRAM = (sys.executable, "-c", "from scaffold.cli import main; main()")


@pytest.fixture
def root(tmp_path):
    root = Path(shutil.copytree(Path(__file__).parent / "services/express", tmp_path / "express"))
    git("init", "--quiet", cwd=root)
    git("add", "--all", cwd=root)
    git("commit", "--quiet", "-m", "Begin", cwd=root)
    return root


def scaffold(*words):
    done = subprocess.run((*PROGRAM, *words), check=False, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_adoption_is_told_on_stdout_and_the_command_on_stderr(root):
    """Without a terminal nothing is asked."""
    code, out, err = scaffold("adopt", str(root))
    assert code == 0
    assert out.startswith("answer   name=search-api (package.json:2)\n")
    assert "kept as yours" in out
    assert err.startswith(
        f"The same without questions:\n  scaffold adopt {root} -d name=search-api"
    )


def test_json_is_one_document(root):
    """For programs; a dry run has the same fields."""
    code, out, _ = scaffold("adopt", str(root), "--dry-run", "--output-format", "json")
    content = json.loads(out)
    assert (code, content["applied"], content["schema_version"]) == (0, False, 1)
    assert {"path": "Makefile", "fate": "added", "hint": "", "pattern": ""} in content["parts"]
    assert git("status", "--porcelain", cwd=root) == ""


def test_quiet_says_nothing(root):
    """But it is done."""
    assert scaffold("adopt", str(root), "--quiet") == (0, "", "")
    assert git("status", "--porcelain", cwd=root) != ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-d", "port=80"), "port='80': must lie between 1024 and 65535"),
        (("-d", "colour=red"), "'colour': no such question"),
        (("--from-copier",), "--from-copier: "),
        (("--from-cruft",), "--from-cruft: "),
        (("--from-copier", "--from-cruft"), "only one of them can be read"),
        (("--template", "/no/such/template"), "neither a folder nor a git URL"),
    ],
)
def test_bad_usage_is_one_clear_error(words, message, root):
    """Exit code 2, and the repository is as it was."""
    code, out, err = scaffold("adopt", str(root), *words)
    assert (code, out) == (2, "")
    assert message in err
    assert git("status", "--porcelain", cwd=root) == ""


def test_folder_that_is_no_repository_is_refused(tmp_path):
    """With what to do first."""
    code, _, err = scaffold("adopt", str(tmp_path))
    assert code == 2
    assert "git init" in err
