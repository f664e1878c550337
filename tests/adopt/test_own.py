"""``.scaffold.yml``: which files a repository keeps to itself."""

import pytest

from scaffold.answers import ANSWERS_FILE
from scaffold.errors import ScaffoldError
from scaffold.languages import LANGUAGES
from scaffold.own import OWN_FILE, is_own, read_own, without_own, write_own
from scaffold.template import SERVICE


def test_patterns_are_read_as_they_were_written(tmp_path):
    """In order, whatever stands in them."""
    patterns = ("src/*", "a: b", "[x]", "# no comment", "ä")
    (tmp_path / OWN_FILE).write_text(write_own(patterns), encoding="utf-8")
    assert read_own(tmp_path) == patterns


@pytest.mark.parametrize("text", [None, "", "own:\n", "own: []\n", "other: 1\n"])
def test_without_patterns_nothing_is_own(text, tmp_path):
    """An empty file says nothing."""
    if text is not None:
        (tmp_path / OWN_FILE).write_text(text)
    if text == "":
        with pytest.raises(ScaffoldError):
            read_own(tmp_path)
    else:
        assert read_own(tmp_path) == ()


@pytest.mark.parametrize(
    "text", ["own: src\n", "own: [1]\n", "- src\n", "own: [\n", "own: {a: b}\n"]
)
def test_anything_else_is_refused(text, tmp_path):
    """With the file's name."""
    (tmp_path / OWN_FILE).write_text(text)
    with pytest.raises(ScaffoldError, match=r"\.scaffold\.yml"):
        read_own(tmp_path)


def test_patterns_are_written_below_what_stood_there(tmp_path):
    """Waivers of a scorecard stand in the same file."""
    before = "waivers: []\n"
    (tmp_path / OWN_FILE).write_text(write_own(("a",), before))
    assert read_own(tmp_path) == ("a",)
    assert (tmp_path / OWN_FILE).read_text().startswith("waivers: []\n\n# What the template")


def test_star_crosses_folders():
    """As everywhere in the template's settings."""
    assert is_own("src/a/b.py", ("src/*",))
    assert not is_own("src.py", ("src/*",))


def test_answers_file_is_never_own():
    """Without it no update would know anything."""
    assert without_own({ANSWERS_FILE: 1, "a": 2}, ("*",)) == {ANSWERS_FILE: 1}


@pytest.mark.parametrize("name", LANGUAGES)
def test_files_of_a_service_are_those_of_its_language(name):
    """What the template has for one language alone is the service itself, and so are its tests."""
    folder = SERVICE / "project" / f"[[ in_{name} ]]"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    patterns = LANGUAGES[name].SERVICE_FILES
    assert {path for path in files if not is_own(path.removesuffix(".jinja"), patterns)} == set()
