"""Files whose lines touch and whose keys do not: an update merges them, unless told not to."""

import subprocess
import sys

import pytest
from history import edit, git

PROGRAM = (sys.executable, "-c", "from scaffold.cli import main; main()")
BASE = 'replicas: 2\nimage:\n  tag: ""  # the release sets it\n'
OURS = BASE.replace("replicas: 2", "replicas: 5  # measured")
THEIRS = BASE.replace("image:", "paused: false\nimage:")
MERGED = OURS.replace("image:", "paused: false\nimage:")


def update(root, *words):
    done = subprocess.run((*PROGRAM, "update", str(root), *words), check=False, capture_output=True)
    return done.returncode, done.stdout.decode()


@pytest.fixture
def root(service):
    return service({"values.yaml": BASE}, {"values.yaml": THEIRS}, {"values.yaml": OURS})


def test_keys_that_differ_are_merged_and_said(root):
    """Staged like everything that merged; the report names the file."""
    code, out = update(root)
    assert code == 0
    assert "note     values.yaml (merged-by-key)\n" in out
    assert (root / "values.yaml").read_text() == MERGED
    assert git("diff", "--name-only", cwd=root) == ""


def test_without_key_merge_git_alone_decides(root):
    """The same file is a conflict."""
    code, out = update(root, "--no-key-merge")
    assert code == 5
    assert "CONFLICT values.yaml (content)" in out


def test_same_key_stays_a_conflict(root):
    """With git's markers, as ever."""
    edit(root, {"values.yaml": BASE.replace("image:", "paused: true\nimage:")})
    code, out = update(root)
    assert code == 5
    assert "CONFLICT values.yaml (content)" in out
    assert "<<<<<<< yours" in (root / "values.yaml").read_text()


def test_file_that_is_no_document_stays_a_conflict(service):
    """A name that ends in .yaml proves nothing."""
    text = "one\ntwo\n"
    root = service({"x.yaml": text}, {"x.yaml": "one!\ntwo\n"}, {"x.yaml": "one\ntwo!\n"})
    code, out = update(root)
    assert code == 5
    assert "CONFLICT x.yaml (content)" in out
