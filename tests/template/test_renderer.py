"""Our renderer and copier: equal where we render, and copier alone where we do not."""

import json
from collections.abc import Mapping
from pathlib import Path

import copier
import jinja2
import pytest
import yaml
from features import ASK, BEYOND, COVERED, PLACES, RECORD, SQUARE
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold import renderer
from scaffold.answers import ANSWERS_FILE
from scaffold.questions import answer
from scaffold.rendered import Rendered, read
from scaffold.subset import BeyondError
from scaffold.template import Template, working_folder


def make(root: Path, questions: str, files: Mapping[str, str | bytes]) -> Template:
    """A template in a folder."""
    root.mkdir()
    (root / "copier.yml").write_text(ASK + questions)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return working_folder(root)


def ours(template: Template, **given: object) -> Rendered:
    answers = answer(template.questionnaire, given, None)
    origin = {"_src_path": template.source}
    return renderer.render(template.root, template.questionnaire, answers, origin)


def copiers(template: Template, place: Path, **given: object) -> Rendered:
    copier.run_copy(str(template.root), place, data=given, defaults=True, quiet=True)
    return read(place)


@pytest.mark.parametrize(("questions", "files"), COVERED.values(), ids=COVERED)
@pytest.mark.parametrize("language", ["go", "python"])
def test_render_equals_copiers(questions, files, language, tmp_path):
    """Names, bytes, folders, modes and links, whatever the template does of what we cover."""
    template = make(tmp_path / "template", questions, files)
    rendered = ours(template, language=language)
    assert rendered == copiers(template, tmp_path / "copier", language=language)


def test_links_and_modes_equal_copiers(tmp_path):
    """Links stay links, rendered where their name says so; an executable stays one."""
    template = make(tmp_path / "template", "_preserve_symlinks: true\n", {"run.sh": "", "d/x": ""})
    root = template.root
    (root / "run.sh").chmod(0o755)
    (root / "made.sh.jinja").write_text("#!{{ name }}\n")
    (root / "made.sh.jinja").chmod(0o755)
    (root / "away").symlink_to("../outside")
    (root / "folder").symlink_to("d")
    (root / "{{ name }}.jinja").symlink_to("{{ language }}")
    (root / "empty/within").mkdir(parents=True)
    rendered = ours(template)
    assert rendered == copiers(template, tmp_path / "copier")
    rendered.write(tmp_path / "ours")
    assert read(tmp_path / "ours") == rendered


PIECES = (
    *(
        "a",
        "b.txt",
        "é",
        ".x",
        "{{ name }}",
        "{{ '.' }}",
        "{{ '' }}",
        "{{ deep }}",
        "~a",
        "x.jinja",
    ),
    *("{% if language == 'go' %}go{% endif %}", "{{ _copier_conf.answers_file }}", ".jinja"),
)
TEXTS = st.text("a\n\r {}%#'", max_size=12) | st.sampled_from(
    ["{{ name }}\n", "{# x #}\n", "{%- set a = 1 %}\n{{ a }}"]
)
NAMES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(
    st.tuples(NAMES, st.sampled_from(["", ".jinja"])).map("".join), TEXTS, max_size=6
)


@settings(max_examples=40, deadline=None)
@given(files=FILES, excluded=st.lists(st.sampled_from(PIECES[:5]), max_size=2))
def test_any_render_equals_copiers_or_is_left_to_it(files, excluded, tmp_path_factory):
    """Whatever stands in a folder."""
    place = tmp_path_factory.mktemp("any")
    setting = f"_exclude: {json.dumps(['copier.yml', *excluded])}\n"
    try:
        template = make(place / "template", PLACES + setting, files)
    except OSError:  # a file where another one needs a folder
        return
    try:
        rendered = ours(template)
    except (BeyondError, jinja2.TemplateError):
        return
    assert rendered == copiers(template, place / "copier")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("questions", "files"), BEYOND.values(), ids=BEYOND)
def test_what_lies_beyond_is_rendered_by_copier(questions, files, tmp_path):
    """Recognised, never rendered wrongly; the result is copier's own."""
    template = make(tmp_path / "template", questions, files)
    with pytest.raises((BeyondError, jinja2.TemplateSyntaxError)):
        ours(template)
    answers = answer(template.questionnaire, {}, None)
    assert template.rendered(answers).files.keys() == (
        copiers(template, tmp_path / "copier").files.keys()
    )


def test_followed_link_is_left_to_copier(tmp_path):
    """Without ``_preserve_symlinks`` a link stands for what it points at."""
    template = make(tmp_path / "template", "", {"a": "1"})
    (template.root / "b").symlink_to("a")
    with pytest.raises(BeyondError):
        ours(template)
    rendered = template.rendered(answer(template.questionnaire, {}, None))
    assert rendered.files["b"].content == b"1"


def test_two_files_of_one_name_are_left_to_copier(tmp_path):
    """Which one wins is copier's to say."""
    template = make(tmp_path / "template", "", {"{{ 'a' }}.jinja": "1", "a": "2"})
    (template.root / "{{ 'a' }}").write_text("3")
    with pytest.raises(BeyondError):
        ours(template)


def test_file_and_folder_of_one_name_are_left_to_copier(tmp_path):
    """A link that stands where a folder stands would lead what is written somewhere else."""
    template = make(tmp_path / "template", "_preserve_symlinks: true\n", {"a/b": "1"})
    (template.root / "{{ 'a' }}").symlink_to(tmp_path)
    with pytest.raises(BeyondError):
        ours(template)


@pytest.mark.parametrize("name", ["{{ '..' }}/a", "x/{{ away }}/a", "{{ away }}.jinja"])
def test_name_that_leaves_the_project_is_never_written(name, tmp_path):
    """Neither by us nor by copier."""
    template = make(tmp_path / "template", PLACES, {name: "x"})
    with pytest.raises(BeyondError):
        ours(template)


def test_answers_file_names_source_and_answers(tmp_path):
    """In copier's order and form."""
    template = make(tmp_path / "template", SQUARE, RECORD)
    content = ours(template).files[ANSWERS_FILE].content
    recorded = {"_src_path": str(template.root), "language": "go", "name": "orders"}
    assert content.startswith(b"# made\n_src_path: ")
    assert yaml.safe_load(content) == recorded


def test_import_cannot_leave_the_template(tmp_path):
    """A link in the template is no way out of it."""
    (tmp_path / "secret").write_text("secret")
    template = make(tmp_path / "template", SQUARE, {"p/a.jinja": "[% include 'm' %]"})
    (template.root / "m").symlink_to(tmp_path / "secret")
    with pytest.raises(jinja2.TemplateNotFound):
        ours(template)
