"""Objects written by hand: git itself reads them, and gives them the same ids."""

import tempfile

import pytest
from history import git, put

from scaffold.merging.objects import Entry, ObjectFolder, scratch_objects
from scaffold.rendered import EXECUTABLE, LINK, File, read

NAMES = ("a", "a.b", "a0", "a/b", "a-b/c", "deep/down/x", "na\u00efve \U0001f600", "new\nline")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_tree_has_the_id_that_git_gives_it(algorithm, tmp_path):
    """Names sort as git sorts them: a folder as if it ended with a slash."""
    root = tmp_path / "repository"
    root.mkdir()
    git("init", "--quiet", f"--object-format={algorithm}", cwd=root)
    names = [name for name in NAMES if name != "a"]
    put(root, {name: f"{name}\n" for name in names} | {"run*": "r\n"})
    (root / "link").symlink_to("run")
    git("add", "--all", cwd=root)
    store = ObjectFolder(tmp_path / "objects", algorithm)
    files = {path: file for path, file in read(root).files.items() if ".git/" not in path}
    assert store.write_tree(store.write_files(files)) == git("write-tree", cwd=root).strip()


def test_git_reads_what_was_copied(tmp_path):
    """Every object, and a commit of them passes its strictest test."""
    git("init", "--quiet", cwd=tmp_path)
    store = ObjectFolder(tmp_path / "scratch")
    files = {"a/b": File(b"b\n", EXECUTABLE), "l": File(b"a/b", LINK), "empty": File(b"")}
    entries = store.write_files(files)
    tree = store.write_tree(entries)
    commit = store.write_commit(tree)
    oids = [path.parent.name + path.name for path in (tmp_path / "scratch").glob("*/*")]
    store.copy_to(tmp_path / ".git/objects", oids)
    store.copy_to(tmp_path / ".git/objects", oids)
    git("fsck", "--strict", "--full", commit, cwd=tmp_path)
    assert git("ls-tree", "-r", "--name-only", commit, cwd=tmp_path).split() == [
        "a/b",
        "empty",
        "l",
    ]
    assert git("cat-file", "-p", f"{commit}:a/b", cwd=tmp_path) == "b\n"


def test_empty_tree_is_a_tree(tmp_path):
    """Git knows its id by heart."""
    assert ObjectFolder(tmp_path).write_tree({}) == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def test_entry_of_a_submodule_is_kept(tmp_path):
    """Its commit stands elsewhere."""
    git("init", "--quiet", cwd=tmp_path)
    store = ObjectFolder(tmp_path / ".git/objects")
    tree = store.write_tree({"library": Entry("160000", "1" * 40)})
    assert git("ls-tree", tree, cwd=tmp_path) == f"160000 commit {'1' * 40}\tlibrary\n"


def test_scratch_folder_is_gone_afterwards(tmp_path, monkeypatch):
    """And it stands where the user wants such things to stand."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with scratch_objects("sha1") as store:
        store.write_blob(b"content")
        assert store.root.parent == tmp_path
    assert list(tmp_path.iterdir()) == []
