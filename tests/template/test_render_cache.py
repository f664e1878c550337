"""Renders that are remembered: only of what never changes, and never in place of something else."""

from dataclasses import replace
from pathlib import Path

import pytest

from scaffold import cache
from scaffold.questions import answer
from scaffold.render_cache import remembered
from scaffold.rendered import EXECUTABLE, LINK, File, Rendered, gather, read
from scaffold.template import SERVICE, Template, open_template, working_folder

MADE = gather(
    {"b": File(b"\x00\n\n"), "a/run": File(b"#!", EXECUTABLE), "l": File(b"a", LINK)}, {"empty"}
)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def kept() -> list[Path]:
    folder = cache.folder("renders")
    return sorted(folder.iterdir()) if folder.is_dir() else []


def refuse() -> Rendered:
    raise AssertionError("rendered again")


def test_render_is_read_back_as_it_was():
    """Bytes, modes, links, folders without files."""
    assert remembered({"a": 1}, lambda: MADE) == MADE
    assert remembered({"a": 1}, refuse) == MADE


@pytest.mark.parametrize("key", [{"a": 2}, {"a": "1"}, {"b": 1}, {"a": 1, "b": 1}, {"a": True}])
def test_other_key_is_another_render(key):
    """Nothing that the render depends on may differ."""
    remembered({"a": 1}, lambda: MADE)
    other = gather({"other": File(b"")}, set())
    assert remembered(key, lambda: other) == other


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda _: b"", lambda b: b + b"x", bytes.lower]
)
def test_damaged_render_is_made_again(damage):
    """Half a file, or a flipped bit, is never a project."""
    made = gather({"A": File(b"ABC")}, set())
    remembered({"a": 1}, lambda: made)
    (path,) = kept()
    path.write_bytes(damage(path.read_bytes()))
    assert remembered({"a": 1}, lambda: MADE) == MADE


def test_cache_that_cannot_be_written_changes_nothing(tmp_path):
    """A file where the folder should be."""
    (tmp_path / "cache").write_text("")
    assert remembered({"a": 1}, lambda: MADE) == MADE


def test_cache_stays_bounded(monkeypatch):
    """The oldest goes when a new one comes."""
    monkeypatch.setattr("scaffold.render_cache._KEPT", 3)
    for number in range(5):
        remembered({"n": number}, lambda: MADE)
    assert len(kept()) == 3


def test_working_folder_is_never_remembered(tmp_path):
    """It may change between two renders."""
    (tmp_path / "t").mkdir()
    (tmp_path / "t/copier.yml").write_text("name: x\n")
    (tmp_path / "t/a.jinja").write_text("1")
    template = working_folder(tmp_path / "t")
    answers = answer(template.questionnaire, {}, None)
    template.rendered(answers)
    (tmp_path / "t/a.jinja").write_text("2")
    assert template.rendered(answers).files["a"].content == b"2"
    assert kept() == []


def test_remembered_release_is_the_release():
    """The second render equals the first and one that nobody remembers."""
    with open_template() as template:
        answers = answer(template.questionnaire, {"name": "orders"}, None)
        first, second = template.rendered(answers), template.rendered(answers)
        assert len(kept()) == 1
        assert first == second == replace(template, commit="").rendered(answers)


def test_source_is_part_of_the_render():
    """The answers file names it."""
    with open_template() as template:
        answers = answer(template.questionnaire, {"name": "orders"}, None)
        other: Template = replace(template, source="https://git.example/service.git")
        assert template.rendered(answers) != other.rendered(answers)


def test_render_reads_back_from_disk(tmp_path):
    """What is written is what was rendered."""
    MADE.write(tmp_path / "made")
    assert read(tmp_path / "made") == MADE


def test_service_template_is_whole():
    """The folder that releases are made from stands where it is looked for."""
    assert (SERVICE / "copier.yml").is_file()
