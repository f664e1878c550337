"""A release on the press: the same project, byte for byte, whatever was rendered before."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import pytest
from features import ASK, COVERED

from scaffold import jinja, press, renderer
from scaffold.questions import answer
from scaffold.rendered import Rendered
from scaffold.shared import SharedStateError
from scaffold.template import Template, working_folder

NUMBERS = "number: {type: yaml, default: 1}\n"


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch, tmp_path):
    """No file is known from another test, and none is compiled."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(press, "drawn_before", {})


def make(root: Path, questions: str, files: Mapping[str, str | bytes]) -> Template:
    """A template in a folder, as its release would be."""
    root.mkdir()
    (root / "copier.yml").write_text(ASK + questions)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return working_folder(root)


class Presses:
    """Templates, each with its press."""

    def __init__(self) -> None:
        self._known = {}

    def render(self, template: Template, **given: object) -> tuple[Rendered, Rendered]:
        """What a press makes, and what is made without one."""
        answers = answer(template.questionnaire, given, None)
        origin = {"_src_path": "t"}
        plain = renderer.render(template.root, template.questionnaire, answers, origin)
        return renderer.render_on(self._press(template), answers, origin), plain

    def recipe(self, template: Template) -> Mapping[str, object]:
        """What its files are made of, with every default."""
        answers = answer(template.questionnaire, {}, None)
        return renderer.recipe(self._press(template), answers, {"_src_path": "t"})

    def _press(self, template: Template) -> press.Press:
        if template.root not in self._known:
            known = press.Press(template.root, template.questionnaire)
            self._known[template.root] = known
        return self._known[template.root]


@pytest.mark.parametrize(("questions", "files"), COVERED.values(), ids=COVERED)
def test_project_is_the_same_on_a_press(questions, files, tmp_path):
    """For other answers, and for the same ones again."""
    template, presses = make(tmp_path / "template", questions, files), Presses()
    for language in ("go", "python", "go"):
        pressed, plain = presses.render(template, language=language)
        assert plain == pressed


def test_file_is_rendered_once_for_the_answers_that_it_reads(tmp_path):
    """Another answer than those renders only the files that ask for it."""
    files = {"a.jinja": "{{ name }}", "b.jinja": "{{ language }}", "c.jinja": "c"}
    template, presses = make(tmp_path / "template", "", files), Presses()
    presses.render(template, name="one")
    known = set(press.drawn_before)
    presses.render(template, name="two")
    assert sorted(path for path, *_ in set(press.drawn_before) - known) == ["a.jinja"]


def test_next_release_renders_what_it_changes(tmp_path):
    """A file that is the same, and imports the same, is not rendered again for it."""
    files = {
        "m/m.jinja": "{% macro hi() %}hi {{ name }}{% endmacro %}",
        "a.jinja": "{% import 'm/m.jinja' as m with context %}{{ m.hi() }}",
        "b.jinja": "{{ name }}",
        "c.jinja": "{% import 'l/' ~ language ~ '.jinja' as m %}{{ m.x }}",
        "d.jinja": "{% import 'l/' ~ language ~ '.jinja' as m %}{{ m.x }}{{ name }}",
        "l/go.jinja": "{% set x = 1 %}",
    }
    presses = Presses()
    presses.render(make(tmp_path / "old", "", files))
    known = set(press.drawn_before)
    later = make(tmp_path / "new", "", files | {"m/m.jinja": files["m/m.jinja"] + " "})
    presses.render(later)
    assert sorted(path for path, *_ in set(press.drawn_before) - known) == ["a.jinja", "m/m.jinja"]
    last = make(tmp_path / "last", "", files | {"l/go.jinja": "{% set x = 2 %}"})
    pressed, plain = presses.render(last)
    assert (plain.files["c"].content, plain.files["d"].content) == (b"2", b"2orders")
    assert plain == pressed


IMPORTS = {
    "by its name": "{% import 'm/go.jinja' as m %}{{ m.x }}",
    "as one of a list": "{% include ['none', 'm/go.jinja'] %}",
    "by a beginning": "{% import 'm/' ~ language ~ '.jinja' as m %}{{ m.x }}",
    "by two beginnings": "{% import ('a/' if x is defined else 'm/') ~ 'go.jinja' as m %}{{ m.x }}",
    "by anything": "{% set it = 'm/' ~ language %}{%- from it ~ '.jinja' import x %}{{ x }}",
    "by an answer": "{% include file %}",
    "through another": "{% import 'between.jinja' as b with context %}{{ b.x }}",
    "as its parent": "{% extends 'm/go.jinja' %}",
    "over lines": "{%-\nimport\n'm/go.jinja'\nas m\n-%}{{ m.x }}",
}


@pytest.mark.parametrize("content", IMPORTS.values(), ids=IMPORTS)
def test_release_that_changes_what_a_file_imports_is_not_the_same(content, tmp_path):
    """However the file names it: neither its render nor its recipe is taken from before."""
    questions = "file: m/go.jinja\n"
    files = {"a.jinja": content, "b.jinja": "b", "m/go.jinja": "{% set x = 1 %}1"}
    files["between.jinja"] = "{% import 'm/go.jinja' as m %}{% set x = m.x %}"
    old, presses = make(tmp_path / "old", questions, files), Presses()
    changed = files | {"m/go.jinja": "{% set x = 2 %}2"}
    new = make(tmp_path / "new", questions, changed)
    for template, made in ((old, b"1"), (new, b"2")):
        pressed, plain = presses.render(template)
        assert pressed.files["a"].content == made
        assert plain == pressed
    before, after = (presses.recipe(each) for each in (old, new))
    assert (before["a"] == after["a"], before["b"] == after["b"]) == (False, True)


def test_file_has_no_recipe_before_it_was_part_of_a_project(tmp_path):
    """Until then nobody knows whether it changes what others read; one that is copied does not."""
    template = make(tmp_path / "template", "", {"a.jinja": "a", "b": "b"})
    presses = Presses()
    assert presses.recipe(template).keys() == {"b"}
    presses.render(template)
    assert presses.recipe(template).keys() == {"a", "b"}


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (0, False), (1, 1.0), ("1", 1), ([], None), ({"a": 1}, {"a": 1.0})],
)
def test_answers_that_are_equal_in_python_alone_are_told_apart(one, other, tmp_path):
    """``1 == True``, but they are not written alike."""
    template, presses = make(tmp_path / "t", NUMBERS, {"a.jinja": "{{ number }}"}), Presses()
    for number in (one, other, one):
        pressed, plain = presses.render(template, number=number)
        assert plain == pressed


@pytest.mark.parametrize("variables", ["{% set x = 'x' %}", "{% set y = 2 %}", ""])
def test_module_sees_what_its_importer_has_set(variables, tmp_path):
    """Two files that set other values before an import get other modules."""
    files = {
        "m.jinja": "{% macro it() %}{{ x | default('-') }}{% endmacro %}"
        "{% set z = y | default(1) %}",
        "a.jinja": variables + "{% import 'm.jinja' as m with context %}{{ m.it() }}{{ m.z }}",
        "b.jinja": "{% set x = 'b' %}{% import 'm.jinja' as m with context %}{{ m.it() }}{{ m.z }}",
        "c.jinja": "{% import 'm.jinja' as m with context %}{{ m.it() }}{{ m.z }}",
    }
    pressed, plain = Presses().render(make(tmp_path / "template", "", files))
    assert plain == pressed


COUNTER = "{% set seen = [] %}{% macro next() %}{% set _ = seen.append(1) %}{{ seen | length }}"
STATEFUL = {
    "list of a module": COUNTER + "{% endmacro %}",
    "namespace of a module": "{% set n = namespace(at=0) %}"
    "{% macro next() %}{% set n.at = n.at + 1 %}{{ n.at }}{% endmacro %}",
    "cycler of a module": "{% set c = cycler('a', 'b') %}"
    "{% macro next() %}{{ c.next() }}{% endmacro %}",
    "what is worked off": "{% set g = [1, 2, 3] | map('string') %}"
    "{% macro next() %}{{ g | first }}{% endmacro %}",
}


@pytest.mark.parametrize("within", ["with context", ""])
@pytest.mark.parametrize("module", STATEFUL.values(), ids=STATEFUL)
def test_module_that_remembers_is_refused(module, within, tmp_path):
    """What it makes for a file depends on the files before; nothing of that may be kept."""
    files = {"m.jinja": module} | {
        f"{name}.jinja": f"{{% import 'm.jinja' as m {within} %}}{{{{ m.next() }}}}"
        for name in ("a", "b")
    }
    template = make(tmp_path / "template", "", files)
    for _ in range(2):
        with pytest.raises(SharedStateError):
            Presses().render(template)
    assert press.drawn_before == {}


def test_answer_that_a_file_changes_is_noticed(tmp_path):
    """The next file would see it changed."""
    files = dict.fromkeys(("a.jinja", "b.jinja"), "{{ number.append(1) }}{{ number }}")
    template = make(tmp_path / "template", NUMBERS, files)
    with pytest.raises(SharedStateError):
        Presses().render(template, number=[0])


def test_release_whose_files_share_state_is_rendered_without_a_press(tmp_path):
    """And equals what was always made of it."""
    files = {"m.jinja": STATEFUL["list of a module"]} | {
        f"{name}.jinja": "{% import 'm.jinja' as m %}{{ m.next() }}" for name in ("a", "b")
    }
    folder = make(tmp_path / "template", "", files)
    release = Template("t", "1.0.0", folder.root, folder.questionnaire, "0" * 40)
    answers = answer(folder.questionnaire, {}, None)
    assert {b"1", b"2"} == {release.rendered(answers).files[name].content for name in ("a", "b")}


def test_files_that_are_kept_are_counted(tmp_path, monkeypatch):
    """The one that was not used for longest goes first."""
    monkeypatch.setattr(press, "_KEPT", 2)
    template, presses = (
        make(tmp_path / "t", "", {"a.jinja": "{{ name }}", "b.jinja": "b"}),
        Presses(),
    )
    for name in ("one", "two", "three"):
        presses.render(template, name=name)
    kept = {(path, *asked) for path, _, *asked in press.drawn_before}
    assert {("a.jinja", "name='three'"), ("b.jinja",)} == kept


def test_names_that_no_file_has_are_not_kept(tmp_path):
    """They come from answers, and each member of a fleet has others."""
    (tmp_path / "file").write_text("x")
    loader = jinja.Kept(tmp_path)
    before = deepcopy(vars(loader))
    assert [loader.source(f"of/{name}.jinja") for name in ("one", "two")] == [None, None]
    assert vars(loader) == before
    assert loader.source("file") == "x"


def test_environments_of_texts_are_counted(monkeypatch):
    """The one that was not used for longest goes first; one that is used stays the same."""
    monkeypatch.setattr(jinja, "_ENVIRONMENTS", 2)
    monkeypatch.setattr(jinja, "_for_texts", kept := {})
    one, two = ({"_envops": {"variable_start_string": mark}} for mark in ("[[", "<<"))
    first = jinja.text_environment(one)
    second = jinja.text_environment(two)
    assert jinja.text_environment(one) is first
    jinja.text_environment({})
    assert jinja.text_environment(one) is first
    assert jinja.text_environment(two) is not second
    assert len(kept) == 2
