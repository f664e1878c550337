"""Rejects: patches that git applies, under names that nothing has."""

import pytest
from history import git, put

from scaffold.merging.rejects import free_name, patch


@pytest.mark.parametrize(
    ("base", "theirs"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n"),
        (b"a\nb", b"a\nb\n"),
        (b"a\nb\n", b"a\nb"),
        (b"a\r\nb\n", b"a\r\nc\n"),
        (b"a\rb\n", b"a\rc\n"),
        (b"\xff\n", b"\xfe\n"),
        (None, b"new\n"),
        (None, b"new"),
    ],
)
def test_patch_is_applied_by_git(base, theirs, tmp_path):
    """To the old render it gives the new one, whatever ends the lines."""
    git("init", "--quiet", cwd=tmp_path)
    if base is not None:
        put(tmp_path, {"na\u00efve file": base})
    put(tmp_path, {"x.rej": patch("na\u00efve file", base, theirs)})
    git("apply", "x.rej", cwd=tmp_path)
    assert (tmp_path / "na\u00efve file").read_bytes() == theirs


def test_binary_reject_is_the_whole_file():
    """There are no lines to show."""
    assert patch("a", b"\0old", b"\0new") == b"\0new"
    assert patch("a", b"text\n", b"\0new") == b"\0new"


@pytest.mark.parametrize(
    ("files", "path", "name"),
    [
        ({}, "a/b", "a/b.rej"),
        ({"a/b": "x", "a/b.rej": "x"}, "a/b", "a/b.2.rej"),
        ({"a/b.rej": "x", "a/b.2.rej": "x"}, "a/b", "a/b.3.rej"),
        ({"a": "a file"}, "a/b/c", "a~b~c.rej"),
        ({"d/a": "a file"}, "d/a/b", "d/a~b.rej"),
    ],
)
def test_name_is_free_and_can_be_written(files, path, name, tmp_path):
    """Also where a part of the path is a file."""
    put(tmp_path, files)
    assert free_name(tmp_path, path) == name
