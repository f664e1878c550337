"""``scaffold check-update``: newer releases, and nothing else."""

import pytest
from history import LINES, git, put

from scaffold.commands.check_update import check_update
from scaffold.errors import ScaffoldError, UsageError
from scaffold.recorded import is_newer


def test_newer_releases_are_listed_newest_first(history, tmp_path):
    """A pre-release is none."""
    for _ in range(11):
        history.release({"a": LINES})
    git("tag", "12.0.0rc1", cwd=history.root)
    root = history.service(tmp_path / "orders", "8.0.0")
    found = check_update(root)
    assert (found.current, found.newer) == ("8.0.0", ("11.0.0", "10.0.0", "9.0.0"))


def test_newest_release_has_none(history, tmp_path):
    """Not even itself."""
    history.release({"a": LINES})
    assert check_update(history.service(tmp_path / "orders")).newer == ()


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("1.0.0", "1.0.0", False),
        ("v1.0.0", "1.0", False),
        ("1.10.0", "1.9.0", True),
        ("1.0.0", "1.0.0-3-gabc1234", False),
        ("1.0.1", "1.0.0-3-gabc1234", True),
        ("1.0.0", "abc1234", True),
    ],
)
def test_versions_are_compared_as_versions(version, than, newer):
    """By PEP 440, commits after a release included."""
    assert is_newer(version, than) is newer


def test_folder_without_versions_has_no_updates(tmp_path):
    """What it looked like then is not known."""
    put(tmp_path, {".copier-answers.yml": f"_src_path: {tmp_path}\nname: orders\n"})
    with pytest.raises(UsageError, match="as a folder without versions"):
        check_update(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<<<<<<< yours\na: 1\n=======\n", "settle what a merge left in it first"),
        ("- a\n", "names no template"),
        ("name: orders\n", "names no template"),
    ],
)
def test_broken_answers_file_is_told(content, words, tmp_path):
    """With the file."""
    put(tmp_path, {".copier-answers.yml": content})
    with pytest.raises(ScaffoldError, match=rf"\.copier-answers\.yml(:\d+)?: .*{words}"):
        check_update(tmp_path)


def test_template_that_is_gone_is_told(history, tmp_path):
    """By its source."""
    history.release({"a": LINES})
    root = history.service(tmp_path / "orders")
    history.root.rename(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=str(tmp_path / "template")):
        check_update(root)
