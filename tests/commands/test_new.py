"""``scaffold new``: all of a repository, or nothing of it."""

import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from history import git

from scaffold.answers import ANSWERS_FILE
from scaffold.commands.new import Wanted, create
from scaffold.errors import Exit, ScaffoldError, UsageError

copier_leaves_a_scandir_open = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template of two files, as a plain folder."""
    root = tmp_path / "template"
    (root / "project").mkdir(parents=True)
    (root / "copier.yml").write_text(
        "_subdirectory: project\n"
        "name: {type: str, default: x}\n"
        "colour: {type: str, default: red, choices: [red, blue]}\n"
        "sizes: {type: yaml, default: '[1, 2]'}\n"
    )
    (root / "project/README.md.jinja").write_text("{{ name }} is {{ colour }}\n")
    (root / "project/{{ _copier_conf.answers_file }}.jinja").write_text(
        "# comment\n{{ _copier_answers|to_nice_yaml }}"
    )
    return root


def commit(root: Path, tag: str) -> None:
    git("init", "--quiet", cwd=root)
    git("add", "--all", cwd=root)
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    git(*identity, "commit", "--quiet", "-m", tag, cwd=root)
    git("tag", tag, cwd=root)


def wanted(template: Path, place: Path, **options: object) -> Wanted:
    return Wanted("orders", place, template=str(template), defaults=True, **options)  # type: ignore[arg-type]


def test_repository_is_made_with_its_first_commit(template, tmp_path):
    """Every file is committed, and the work tree is clean."""
    created = create(wanted(template, tmp_path / "orders"))
    assert created.files == (ANSWERS_FILE, "README.md")
    assert created.committed
    assert (created.root / "README.md").read_text() == "orders is red\n"
    assert git("status", "--porcelain", cwd=created.root) == ""
    assert git("log", "--format=%s", cwd=created.root).startswith("Create orders from ")


def test_nothing_else_is_left_beside_it(template, tmp_path):
    """The scratch folder is gone."""
    create(wanted(template, tmp_path / "made/here/orders"))
    assert [path.name for path in (tmp_path / "made/here").iterdir()] == ["orders"]


def test_answers_file_names_the_source_and_not_a_scratch_folder(template, tmp_path):
    """A plain folder has no version."""
    created = create(wanted(template, tmp_path / "orders"))
    answers = yaml.safe_load((created.root / ANSWERS_FILE).read_text())
    assert answers == {
        "_src_path": str(template),
        "name": "orders",
        "colour": "red",
        "sizes": [1, 2],
    }


def test_git_source_gives_its_newest_release(template, tmp_path):
    """10.0.0 is newer than 9.0.0, and a pre-release is no release."""
    commit(template, "v9.0.0")
    for tag, colour in (("v10.0.0", "blue"), ("v11.0.0rc1", "red")):
        (template / "project/README.md.jinja").write_text(f"{colour} paint\n")
        commit(template, tag)
    created = create(wanted(template, tmp_path / "orders"))
    assert (created.root / "README.md").read_text() == "blue paint\n"
    answers = yaml.safe_load((created.root / ANSWERS_FILE).read_text())
    assert answers["_commit"] == "v10.0.0"
    assert answers["_src_path"] == str(template)


def test_git_source_gives_the_version_asked_for(template, tmp_path):
    """A tag chooses."""
    commit(template, "v1.0.0")
    (template / "project/README.md.jinja").write_text("second\n")
    commit(template, "v2.0.0")
    created = create(wanted(template, tmp_path / "orders", template_version="v1.0.0"))
    assert (created.root / "README.md").read_text() == "orders is red\n"


def test_unknown_version_is_refused_with_the_known_ones(template, tmp_path):
    """The newest releases are named."""
    commit(template, "v1.0.0")
    with pytest.raises(UsageError, match=r"v3: no such version in .*; newest releases: v1\.0\.0"):
        create(wanted(template, tmp_path / "orders", template_version="v3"))


@pytest.mark.parametrize("source", ["/no/such/folder", "nowhere", "file:///no/such/repository"])
def test_unknown_template_is_refused(source, tmp_path):
    """Neither a folder nor a repository."""
    with pytest.raises(UsageError, match=f"--template {source}"):
        create(Wanted("orders", tmp_path / "orders", template=source, defaults=True))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("setting", ["_tasks: [rm -rf /]", "_jinja_extensions: [os.X]"])
def test_template_that_runs_code_is_untrusted(setting, template, tmp_path):
    """Exit code 4, and nothing is made."""
    with (template / "copier.yml").open("a") as file:
        file.write(setting + "\n")
    with pytest.raises(ScaffoldError, match="would run code of its own") as caught:
        create(wanted(template, tmp_path / "orders"))
    assert caught.value.exit_code == Exit.UNTRUSTED
    assert not (tmp_path / "orders").exists()


def test_folder_with_something_in_it_is_left_alone(template, tmp_path):
    """What stands there is the user's."""
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders/mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="the folder is not empty"):
        create(wanted(template, tmp_path / "orders"))
    assert [path.name for path in (tmp_path / "orders").iterdir()] == ["mine.txt"]


def test_empty_folder_is_used(template, tmp_path):
    """As ``git clone`` does."""
    (tmp_path / "orders").mkdir()
    assert create(wanted(template, tmp_path / "orders")).committed


@copier_leaves_a_scandir_open
def test_failing_render_leaves_nothing(template, tmp_path):
    """No half of a repository, no folder that was made on the way."""
    (template / "project/broken.md.jinja").write_text("{% if %}\n")
    with pytest.raises(ScaffoldError, match="cannot be rendered"):
        create(wanted(template, tmp_path / "deep/down/orders"))
    assert not (tmp_path / "deep").exists()


@copier_leaves_a_scandir_open
def test_failing_render_names_the_line_of_the_template(template, tmp_path):
    """A misspelt name never renders to nothing."""
    with (template / "copier.yml").open("a") as file:
        file.write("_envops: {undefined: jinja2.StrictUndefined}\n")
    (template / "project/notes.md.jinja").write_text("one\ntwo {{ colr }}\n")
    with pytest.raises(ScaffoldError) as caught:
        create(wanted(template, tmp_path / "orders"))
    assert str(caught.value) == (
        "project/notes.md.jinja:2: cannot be rendered: 'colr' is undefined"
    )


def test_dry_run_lists_every_file_and_writes_none(template, tmp_path):
    """The list equals what a real run makes."""
    place = tmp_path / "place/orders"
    would = create(wanted(template, place), dry_run=True)
    assert not place.parent.exists()
    assert would.files == create(wanted(template, place)).files


def test_folder_inside_a_repository_becomes_part_of_it(template, tmp_path):
    """No repository within a repository."""
    git("init", "--quiet", cwd=tmp_path)
    created = create(wanted(template, tmp_path / "services/orders"))
    assert not created.committed
    assert not (created.root / ".git").exists()


def test_folder_that_the_repository_around_ignores_gets_its_own(template, tmp_path):
    """``build/orders`` in somebody's checkout."""
    git("init", "--quiet", cwd=tmp_path)
    (tmp_path / ".gitignore").write_text("build/\n")
    created = create(wanted(template, tmp_path / "build/orders"))
    assert created.committed
    assert git("status", "--porcelain", cwd=created.root) == ""


def test_command_makes_the_same_repository(template, tmp_path):
    """The printed command is the run without questions."""
    first = create(
        Wanted("orders", tmp_path / "a", template=str(template)),
        ask=lambda question, default, _: {"colour": "blue"}.get(question.name, default),
    )
    words = shlex.split(first.command)
    assert words[:4] == ["scaffold", "new", "orders", str(tmp_path / "a")]
    data = tuple(word for flag, word in pairwise(words) if flag == "-d")
    assert data == ("colour=blue", "sizes=[1, 2]")
    second = create(wanted(template, tmp_path / "b", data=data))
    assert (second.root / ANSWERS_FILE).read_text() == (first.root / ANSWERS_FILE).read_text()


def test_data_file_gives_answers_and_data_wins(template, tmp_path):
    """An answers file of another service may be the data file."""
    (tmp_path / "answers.yml").write_text("_commit: v1\nname: payments\ncolour: blue\n")
    created = create(
        wanted(template, tmp_path / "a", data_file=tmp_path / "answers.yml", data=("sizes=[3]",))
    )
    answers = yaml.safe_load((created.root / ANSWERS_FILE).read_text())
    assert (answers["name"], answers["colour"], answers["sizes"]) == ("orders", "blue", [3])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "must be a mapping"),
        ("{", "cannot be read"),
        ("colour: green", "one of red, blue"),
    ],
)
def test_data_file_of_no_use_is_refused(text, message, template, tmp_path):
    """It is named, and nothing is made."""
    (tmp_path / "answers.yml").write_text(text)
    with pytest.raises(UsageError, match=message):
        create(wanted(template, tmp_path / "a", data_file=tmp_path / "answers.yml"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (("colour",), "must be KEY=VALUE"),
        (("=red",), "must be KEY=VALUE"),
        (("colour=red", "colour=blue"), "-d colour: given twice"),
        (("name=payments",), "already named 'orders'"),
        (("color=red",), "no such question"),
    ],
)
def test_data_of_no_use_is_refused(data, message, template, tmp_path):
    """Each slip has its own words."""
    with pytest.raises(UsageError, match=message):
        create(wanted(template, tmp_path / "a", data=data))


def test_without_a_terminal_missing_answers_are_named_with_their_flags(template, tmp_path):
    """Nothing is asked, nothing is guessed."""
    with pytest.raises(UsageError) as caught:
        create(Wanted("orders", tmp_path / "a", template=str(template)))
    assert [line.split()[:2] for line in str(caught.value).splitlines()[1:]] == [
        ["-d", "colour=..."],
        ["-d", "sizes=..."],
    ]
