"""Which files belong to a repository."""

import pytest

from scaffold import git
from scaffold.artifacts.files import is_chart_template, list_files, read_text


@pytest.fixture
def folder(tmp_path):
    """With files of its own, files of others, and a link to a folder."""
    for path in ("a.md", "b/c.md", ".venv/x.py", "node_modules/x.js", ".ruff_cache/x", "out.log"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "link").symlink_to("b")
    return tmp_path


def test_files_outside_of_git_are_walked(folder):
    """Without build folders; a link is listed and not followed."""
    assert list_files(folder) == ("a.md", "b/c.md", "link", "out.log")


def test_files_that_git_ignores_are_left_out(folder):
    """Those it does not know yet are in."""
    (folder / ".gitignore").write_text(".venv/\nnode_modules/\n*_cache/\n*.log\n")
    git.run("init", "--quiet", cwd=folder)
    assert list_files(folder) == (".gitignore", "a.md", "b/c.md", "link")


def test_folder_that_git_ignores_as_a_whole_is_walked(folder):
    """A render in a scratch folder of another repository."""
    (folder / ".gitignore").write_text("*\n")
    git.run("init", "--quiet", cwd=folder)
    assert list_files(folder / "b") == ("c.md",)


def test_text_of_what_is_no_text_is_none(folder):
    """Folders, binary files, links without a target."""
    (folder / "binary").write_bytes(b"\x00\xff")
    (folder / "dangling").symlink_to("nowhere")
    assert [read_text(folder, path) for path in ("a.md", "link", "binary", "dangling")] == [
        "x",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("deploy/chart/templates/a.yaml", True),
        ("chart/templates/tests/a.yaml", True),
        ("deploy/chart/values.yaml", False),
        ("templates/a.yaml", False),
    ],
)
def test_chart_templates_are_known_by_their_place(path, answer):
    """They are no YAML."""
    assert is_chart_template(path) is answer
