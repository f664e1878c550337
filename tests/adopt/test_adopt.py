"""``scaffold adopt``: an existing service gets what is missing, and loses nothing."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from history import git

from scaffold.adoption.adoption import Fate
from scaffold.answers import ANSWERS_FILE
from scaffold.check import Level
from scaffold.clues.former import read_copier, read_cruft
from scaffold.commands.adopt import Wanted, adopt
from scaffold.commands.diff import diff
from scaffold.commands.rollback import rollback
from scaffold.commands.update import Wanted as UpdateWanted
from scaffold.commands.update import update
from scaffold.commands.verify import verify
from scaffold.drift import Owner
from scaffold.errors import Exit, UsageError
from scaffold.formats import adoption as written
from scaffold.own import OWN_FILE, read_own
from scaffold.report import Outcome

SERVICES = Path(__file__).parent / "services"
EXPECTED = {
    "fastapi": ("python", "price-list", 8123),
    "nethttp": ("go", "basket", 9191),
    "express": ("typescript", "search-api", 3456),
}


def commit(root, message):
    git("add", "--all", cwd=root)
    git("commit", "--quiet", "--allow-empty", "-m", message, cwd=root)


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


@pytest.fixture
def service(tmp_path):
    """A copy of one of the services, committed."""

    def make(name):
        root = Path(shutil.copytree(SERVICES / name, tmp_path / name))
        git("init", "--quiet", "--initial-branch=main", cwd=root)
        commit(root, "Begin")
        return root

    return make


@pytest.fixture
def template(tmp_path):
    """A template with two versions; the second one changes each of its files, and adds one."""
    root = tmp_path / "template"
    project = root / "project"
    project.mkdir(parents=True)
    (root / "copier.yml").write_text(
        "_subdirectory: project\n"
        "name: {type: str, default: x}\n"
        "language: {type: str, default: go, choices: [python, go]}\n"
    )
    (project / "{{ _copier_conf.answers_file }}.jinja").write_text(
        "{{ _copier_answers|to_nice_yaml }}"
    )
    git("init", "--quiet", cwd=root)
    for version in ("1.0.0", "2.0.0"):
        for path in ("rules/alerts.yaml", "docs/index.md", "src/app.py", "Dockerfile"):
            (project / path).parent.mkdir(exist_ok=True)
            (project / path).write_text(f"made by {version}\n")
        (project / "src" / f"of-{version}.py").write_text("")
        commit(root, version)
        git("tag", version, cwd=root)
    return str(root)


@pytest.mark.parametrize("name", EXPECTED)
def test_service_is_recognised(name, service):
    """Language, name and port are read from it, each with its place."""
    adoption = adopt(Wanted(service(name), dry_run=True))
    answers = {clue.question: clue.value for clue in adoption.answers}
    places = {clue.question: clue.place for clue in adoption.answers}
    assert (answers["language"], answers["name"], answers["port"]) == EXPECTED[name]
    assert all(places[question] for question in ("language", "name", "port", "dependencies"))
    assert places["tier"] == ""


@pytest.mark.parametrize("name", EXPECTED)
def test_files_of_the_service_stay_byte_for_byte(name, service):
    """Nothing is written over, renamed or deleted; all that is new is staged."""
    root = service(name)
    before = files_of(root)
    adoption = adopt(Wanted(root))
    after = files_of(root)
    assert adoption.applied
    assert {path: after[path] for path in before} == before
    staged = git("diff", "--cached", "--name-status", "--no-renames", cwd=root).splitlines()
    assert {line.split("\t")[0] for line in staged} == {"A"}
    assert git("status", "--porcelain", "--untracked-files=all", cwd=root).count("??") == 0
    added = {part.path for part in adoption.fated(Fate.ADDED)} | {ANSWERS_FILE, OWN_FILE}
    assert {line.split("\t")[1] for line in staged} == added


@pytest.mark.parametrize("name", EXPECTED)
def test_source_of_the_template_stays_out(name, service):
    """Neither its code, nor its tests, nor what builds them."""
    root = service(name)
    adoption = adopt(Wanted(root))
    added = [part.path for part in adoption.fated(Fate.ADDED)]
    assert [
        path for path in added if path.split("/")[0] in {"src", "cmd", "internal", "tests"}
    ] == []
    assert {"Dockerfile", "pyproject.toml", "package.json", "go.mod"} & set(added) == set()
    assert {"observability/rules/alerts.yaml", "catalog-info.yaml"} <= set(added)


@pytest.mark.parametrize(("name", "failed"), [("fastapi", []), ("express", ["actions-are-pinned"])])
def test_what_was_added_is_proven_at_once(name, failed, service):
    """Every static check passes: what was added fits together. What fails is the service's own."""
    root = service(name)
    adopt(Wanted(root))
    report = verify(root, Level.STATIC, (), strict=False, begin=lambda *_: None)
    assert [row.check for row in report.rows if row.outcome is Outcome.FAILED] == failed
    assert report.count(Outcome.PASSED) > 40


def test_half_a_chart_is_never_added(service):
    """The service has one of its own at that place: the template's stays out as a whole."""
    root = service("nethttp")
    adoption = adopt(Wanted(root))
    fates = {part.path: part.fate for part in adoption.parts}
    assert fates["deploy/chart/templates/deployment.yaml"] is Fate.DIFFERS
    assert fates["deploy/chart/templates/_helpers.tpl"] is Fate.LEFT_OUT
    assert fates["deploy/terraform/service/main.tf"] is Fate.ADDED
    assert "deploy/chart/*" in read_own(root)


def test_workflows_that_call_a_foreign_makefile_are_left_out(service):
    """Its own Makefile has none of those targets."""
    adoption = adopt(Wanted(service("nethttp"), dry_run=True))
    left = {part.path: part.hint for part in adoption.fated(Fate.LEFT_OUT)}
    assert left[".github/workflows/verify.yml"] == (
        "it calls targets of the template's Makefile, and Makefile is yours"
    )


def test_dry_run_writes_nothing(service):
    """Not a file, not the index; the report is the same."""
    root = service("express")
    before = files_of(root)
    planned = adopt(Wanted(root, dry_run=True))
    assert not planned.applied
    assert files_of(root) == before
    assert git("status", "--porcelain", cwd=root) == ""
    assert adopt(Wanted(root)).parts == planned.parts


def test_given_answers_win(service):
    """Over what the repository says, and they are recorded."""
    root = service("fastapi")
    adoption = adopt(Wanted(root, data=("port=8200", "team=billing")))
    answers = yaml.safe_load((root / ANSWERS_FILE).read_text())
    assert (answers["port"], answers["team"]) == (8200, "billing")
    assert {c.question for c in adoption.answers if c.place == "given"} == {"port", "team"}


def test_value_that_the_template_refuses_is_reported_and_not_used(service):
    """A port that needs root is no answer; the default stands."""
    root = service("express")
    (root / "src/server.js").write_text("app.listen(80);\n")
    commit(root, "Port 80")
    adoption = adopt(Wanted(root, dry_run=True))
    answers = {clue.question: clue.value for clue in adoption.answers}
    assert answers["port"] == 8080
    assert [clue.place for clue in adoption.refused if clue.question == "port"] == [
        "src/server.js:1"
    ]


def test_questions_are_asked_with_what_was_read_as_default(service):
    """And with the place where it was read."""
    asked = {}

    def ask(question, default, problem):
        assert problem == ""
        asked[question.name] = (question.help, default)
        return default

    adopt(Wanted(service("fastapi"), data=("team=billing",), dry_run=True), ask)
    assert "team" not in asked
    assert asked["port"] == ("TCP port of the service [app/main.py:22]", 8123)
    assert asked["tier"] == ("How much depends on it", 2)


def test_command_without_questions_gives_the_same(service):
    """What it prints can be pasted."""
    adoption = adopt(Wanted(service("express"), dry_run=True))
    assert adoption.command.endswith(
        "-d name=search-api -d 'description=Finds things that are for sale' -d language=typescript "
        "-d port=3456 -d 'dependencies=[]' --defaults"
    )


def test_twice_is_refused(service):
    """From then on it is updated."""
    root = service("fastapi")
    adopt(Wanted(root))
    commit(root, "Adopt")
    with pytest.raises(
        UsageError, match="made from scaffold:service already; use `scaffold update`"
    ):
        adopt(Wanted(root))


def test_uncommitted_changes_are_refused(service):
    """Nothing is mixed with them."""
    root = service("fastapi")
    (root / "README.md").write_text("changed\n")
    before = files_of(root)
    with pytest.raises(UsageError, match="changes that are not committed") as refusal:
        adopt(Wanted(root))
    assert refusal.value.exit_code is Exit.USAGE
    assert files_of(root) == before


def test_unknown_language_is_never_guessed(service):
    """The template's default is for new services, not for this one."""
    root = service("nethttp")
    git("mv", "go.mod", "Cargo.toml", cwd=root)
    commit(root, "Rust")
    with pytest.raises(UsageError, match="language is not recognised"):
        adopt(Wanted(root))
    assert git("status", "--porcelain", cwd=root) == ""
    assert adopt(Wanted(root, data=("language=go",), dry_run=True)).parts != ()


@pytest.mark.parametrize("made", ["nothing", "repository"])
def test_folder_without_commit_is_refused(made, tmp_path):
    """There is nothing to come back to."""
    root = tmp_path / "bare"
    root.mkdir()
    if made == "repository":
        git("init", "--quiet", cwd=root)
    with pytest.raises(UsageError, match=r"git (init|add)"):
        adopt(Wanted(root))


def test_invalid_answer_is_refused_before_anything_is_written(service):
    """With the words of the question."""
    root = service("fastapi")
    with pytest.raises(UsageError, match="port='80': must lie between"):
        adopt(Wanted(root, data=("port=80",)))
    assert git("status", "--porcelain", cwd=root) == ""


def test_rollback_takes_it_back(service):
    """The tree is what it was."""
    root = service("express")
    before = files_of(root)
    adopt(Wanted(root))
    assert rollback(root).to_version == "no template"
    assert files_of(root) == before
    assert git("status", "--porcelain", cwd=root) == ""


def test_untracked_and_ignored_files_are_never_written_over(service):
    """What git does not know is the user's as well."""
    root = service("express")
    (root / ".gitignore").write_text("docs/\n")
    commit(root, "Ignore")
    (root / "docs").mkdir()
    (root / "docs/objectives.md").write_text("mine\n")
    (root / "mkdocs.yml").write_text("mine too\n")
    adoption = adopt(Wanted(root))
    assert (root / "docs/objectives.md").read_text() == "mine\n"
    assert (root / "mkdocs.yml").read_text() == "mine too\n"
    assert {"docs/objectives.md", "mkdocs.yml"} <= {
        part.path for part in adoption.fated(Fate.DIFFERS)
    }


def test_added_file_that_git_ignores_is_staged_and_said(service):
    """Otherwise nobody would see that it is missing for everybody else."""
    root = service("express")
    (root / ".gitignore").write_text("*.tfvars\n")
    commit(root, "Ignore")
    adoption = adopt(Wanted(root))
    hints = {part.path: part.hint for part in adoption.fated(Fate.ADDED) if part.hint}
    path = "deploy/terraform/service/environments/dev.tfvars"
    assert set(hints) >= {path, "docs/architecture.md"}
    assert hints[path] == "git ignores this path; it is staged all the same"
    assert git("ls-files", path, cwd=root) == f"{path}\n"
    assert f"look at  {path}: git ignores" in written.write(adoption)


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("CODEOWNERS", ".github/CODEOWNERS"),
        (".github/dependabot.yml", "renovate.json"),
        ("Catalog-Info.yaml", "catalog-info.yaml"),
    ],
)
def test_same_thing_under_another_name_is_not_added_again(path, missing, service):
    """Two of them would contradict each other."""
    root = service("nethttp")
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text("x: 1\n")
    commit(root, "Another name")
    hints = {part.path: part.hint for part in adopt(Wanted(root)).fated(Fate.DIFFERS)}
    assert hints[missing] == f"yours is {path}"
    assert not (root / missing).exists()


def test_file_where_the_template_has_a_folder_stays(service):
    """What would stand below it is left out, and said."""
    root = service("express")
    (root / "runbooks").write_text("https://wiki.example\n")
    commit(root, "A file")
    adoption = adopt(Wanted(root))
    assert (root / "runbooks").read_text() == "https://wiki.example\n"
    left = {part.path: part.hint for part in adoption.fated(Fate.LEFT_OUT)}
    assert left["runbooks/README.md"] == "runbooks is no folder here"


def test_link_out_of_the_repository_is_not_followed(service, tmp_path):
    """Nothing is ever written through it."""
    root = service("express")
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "docs").symlink_to(outside)
    commit(root, "A link")
    adopt(Wanted(root))
    assert list(outside.iterdir()) == []


def test_subfolder_of_a_monorepo_is_adopted_alone(service):
    """Its name is the folder's, and nothing outside of it is touched."""
    root = service("express")
    below = root / "services/basket"
    shutil.copytree(SERVICES / "nethttp", below)
    commit(root, "A second service")
    adopt(Wanted(below))
    staged = git("diff", "--cached", "--name-only", cwd=root).splitlines()
    assert staged
    assert [path for path in staged if not path.startswith("services/basket/")] == []


def test_patch_shows_the_way_to_the_template(service):
    """From the repository's file to the template's."""
    adoption = adopt(Wanted(service("express"), dry_run=True, diff=True))
    assert "--- a/.gitignore\n+++ b/.gitignore\n" in adoption.patch


def test_update_brings_what_was_added_and_leaves_the_rest(service, template):
    """Old and new files of the service stay out, files kept as one's own raise no conflict."""
    root = service("nethttp")
    adopt(Wanted(root, data=("language=python",), template=template, template_version="1.0.0"))
    commit(root, "Adopt")
    before = files_of(root)
    assert (root / "rules/alerts.yaml").read_text() == "made by 1.0.0\n"
    result = update(UpdateWanted(root))
    assert (result.conflicts, result.exit_code) == ((), Exit.OK)
    changed = {path for path, content in files_of(root).items() if before.get(path) != content}
    assert changed == {ANSWERS_FILE, "rules/alerts.yaml", "docs/index.md"}
    assert (root / "rules/alerts.yaml").read_text() == "made by 2.0.0\n"


def test_line_taken_out_of_the_own_files_lets_changes_in(service, template):
    """The Dockerfile is the template's business again: both changed it, a person decides."""
    root = service("nethttp")
    adopt(Wanted(root, data=("language=python",), template=template, template_version="1.0.0"))
    own = (root / OWN_FILE).read_text()
    (root / OWN_FILE).write_text(own.replace("- Dockerfile\n", ""))
    commit(root, "Adopt, and follow the Dockerfile")
    result = update(UpdateWanted(root))
    assert [conflict.path for conflict in result.conflicts] == ["Dockerfile"]


def test_adopted_repository_does_not_drift(service):
    """Its own files are its own, and what was added is as the template makes it."""
    root = service("fastapi")
    adopt(Wanted(root))
    commit(root, "Adopt")
    drift = diff(root)
    assert (drift.count(Owner.MANAGED), drift.count(Owner.SEEDED)) == (0, 0)


def test_another_copier_template_makes_room(service):
    """Its answers are taken over; its file keeps its content under another name."""
    root = service("fastapi")
    text = "_commit: v3\n_src_path: gh:x/web.git\nteam_name: Sales\nhttp_port: 9100\nredis: true\n"
    (root / ANSWERS_FILE).write_text(text)
    commit(root, "From another template")
    with pytest.raises(UsageError, match=r"another template, gh:x/web\.git; --from-copier"):
        adopt(Wanted(root))
    given = ("team=billing",)
    assert adopt(Wanted(root, given, former=read_copier, dry_run=True)).unmapped == ("redis",)
    adoption = adopt(Wanted(root, former=read_copier))
    answers = yaml.safe_load((root / ANSWERS_FILE).read_text())
    assert (answers["team"], answers["port"]) == ("sales", 9100)
    assert adoption.unmapped == ("redis",)
    assert adoption.moved == (ANSWERS_FILE, ".copier-answers.web.yml")
    assert (root / ".copier-answers.web.yml").read_text() == text


def test_cruft_file_stays_where_it_is(service):
    """cruft goes on as before."""
    root = service("fastapi")
    context = {"project_name": "Bolts & Nuts", "description": "Prices <here>"}
    content = json.dumps({"template": "gh:x/y", "context": {"cookiecutter": context}})
    (root / ".cruft.json").write_text(content)
    commit(root, "From cruft")
    adoption = adopt(Wanted(root, former=read_cruft))
    assert (root / ".cruft.json").read_text() == content
    answers = {clue.question: clue.value for clue in adoption.answers}
    assert answers["name"] == "bolts-nuts"
    assert answers["description"] == "Prices of everything that is for sale"  # theirs is refused
    assert adoption.unmapped == ("description",)


def test_own_file_of_somebody_else_is_not_replaced(service):
    """It is named; the user decides."""
    root = service("fastapi")
    (root / OWN_FILE).write_text("own: []\n")
    commit(root, "Own")
    with pytest.raises(UsageError, match=r"\.scaffold\.yml: exists already"):
        adopt(Wanted(root))


def test_waivers_of_a_scorecard_stay(service):
    """They were there before, in the file that names what is the repository's own."""
    root = service("fastapi")
    waivers = "waivers:\n  - {item: calls-have-a-breaker, reason: r, until: 2026-03-01, by: b}\n"
    (root / OWN_FILE).write_text(waivers)
    commit(root, "Waive")
    adopt(Wanted(root))
    assert (root / OWN_FILE).read_text().startswith(f"{waivers}\n")
    assert "pyproject.toml" in read_own(root)


def test_report_is_the_same_as_text_and_as_json(service):
    """Each file in both."""
    adoption = adopt(Wanted(service("nethttp"), dry_run=True))
    content = json.loads(written.write_json(adoption))
    assert len(content["parts"]) == len(adoption.parts)
    text = written.write(adoption)
    assert "answer   port=9191 (Dockerfile:8)\n" in text
    assert "left out internal/*: the service itself: yours stays as it is (" in text
    assert "the template's defaults stand: description, organisation, team.\n" in text
    assert "nothing was written" in text


def test_index_that_is_locked_leaves_everything_as_it_was(service):
    """Another git is at work: an error, and not one file of ours."""
    root = service("fastapi")
    before = files_of(root)
    (root / ".git/index.lock").touch()
    with pytest.raises(Exception, match=r"index\.lock"):
        adopt(Wanted(root))
    (root / ".git/index.lock").unlink()
    assert files_of(root) == before
