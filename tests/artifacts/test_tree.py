"""A folder as a tree of regular files."""

import os

from scaffold.artifacts.tree import WorkTree


def test_tree_lists_regular_files_with_their_sizes(tmp_path):
    """By path, sorted."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b/c.py").write_text("12")
    (tmp_path / "a.py").write_text("1")
    tree = WorkTree(tmp_path)
    assert tree.paths == ("a.py", "b/c.py")
    assert tree.sizes(tree.paths) == {"a.py": 1, "b/c.py": 2}
    assert tree.read(tree.paths) == {"a.py": b"1", "b/c.py": b"12"}


def test_tree_follows_no_link(tmp_path):
    """Neither out of the repository nor around in a circle."""
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "passwd").symlink_to("/etc/passwd")
    tree = WorkTree(tmp_path)
    assert tree.paths == ()
    assert tree.read(["passwd"]) == {}


def test_tree_waits_for_no_pipe(tmp_path):
    """A pipe that nobody writes to would be read for ever."""
    os.mkfifo(tmp_path / "pipe.py")
    tree = WorkTree(tmp_path)
    assert tree.sizes(tree.paths) == tree.read(tree.paths) == {}


def test_tree_passes_over_what_is_gone(tmp_path):
    """Between listing and reading a file may go."""
    tree = WorkTree(tmp_path)
    assert tree.sizes(["gone.py"]) == tree.read(["gone.py"]) == {}
