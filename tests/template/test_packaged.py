"""The templates that travel with this program: found by name, each with its own releases."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from history import edit, git, run, snapshot, staged

from scaffold import releases
from scaffold.answers import ANSWERS_FILE
from scaffold.bundle import read_releases
from scaffold.commands.catalogue import catalogue
from scaffold.commands.check_update import check_update
from scaffold.commands.diff import diff
from scaffold.commands.new import Wanted, create
from scaffold.commands.rollback import rollback
from scaffold.commands.template import publish, release
from scaffold.errors import UsageError
from scaffold.releases import PACKAGED
from scaffold.template import open_template

SERVICE, PLATFORM = PACKAGED["service"], PACKAGED["platform"]
DAY = date(2026, 1, 2)
UPGRADES = "docs/upgrade.md"


@pytest.fixture
def newer(tmp_path, monkeypatch) -> str:
    """A release of the platform after the newest one, in a bundle of the test's own."""
    folder = shutil.copytree(PLATFORM.folder, tmp_path / "templates/platform", symlinks=True)
    page = folder / "project" / UPGRADES
    page.write_text(f"{page.read_text()}\nRead the notes of every release in between.\n")
    bundle = shutil.copyfile(PLATFORM.bundle, tmp_path / "platform.bundle")
    scratch = replace(PLATFORM, bundle=Path(bundle), folder=Path(folder))
    monkeypatch.setitem(PACKAGED, "platform", scratch)
    return release("99.0.0", Path(folder), None, DAY).version


def made(place: Path, **options: object) -> Path:
    wanted = Wanted("obs", place, template="platform", defaults=True, **options)  # type: ignore[arg-type]
    return create(wanted).root


def recorded(root: Path) -> dict[str, str]:
    return yaml.safe_load((root / ANSWERS_FILE).read_text())


@pytest.mark.parametrize("name", PACKAGED)
def test_name_is_that_of_everything(name):
    """Of the source, the bundle and the folder, whoever asks and however."""
    known = PACKAGED[name]
    assert known.source == f"scaffold:{name}"
    assert (known.bundle.name, known.folder.name) == (f"{name}.bundle", name)
    assert releases.origin(name) == releases.origin(known.source) == str(known.bundle)
    assert (known.folder / "copier.yml").is_file()


@pytest.mark.parametrize("name", PACKAGED)
def test_new_takes_the_newest_release_of_the_named_template(name):
    """What lies unreleased in a checkout reaches nobody."""
    newest = read_releases(PACKAGED[name].bundle)[0]
    with open_template(name) as template:
        assert (template.version, template.commit) == (newest.version, newest.commit)
        assert template.source == PACKAGED[name].source


@pytest.mark.parametrize("name", PACKAGED)
def test_working_folder_is_recorded_by_name(name):
    """And without a version: it has none."""
    with open_template(str(PACKAGED[name].folder)) as template:
        assert (template.source, template.version) == (PACKAGED[name].source, "")


@pytest.mark.parametrize("version", [one.version for one in read_releases(PLATFORM.bundle)])
def test_every_release_of_the_platform_renders(version, tmp_path):
    """Nobody's platform is left behind."""
    root = made(tmp_path / "obs", template_version=version, git=False)
    assert (recorded(root)["_commit"], recorded(root)["_src_path"]) == (version, PLATFORM.source)
    assert (root / "deploy/charts.yaml").is_file()


def test_list_names_the_releases_of_the_platform():
    """It asks for no language, and so lists none."""
    found = catalogue("platform")
    assert (found.template, found.languages) == (PLATFORM.source, ())
    assert found.template_versions == tuple(one.version for one in read_releases(PLATFORM.bundle))


@pytest.mark.parametrize("source", ["platforms", "scaffold:", "scaffold:fleet", "Platform"])
def test_other_name_is_refused_with_those_there_are(source):
    """The answers file may be of a newer program's."""
    with pytest.raises(UsageError, match="nor one of service, platform"):
        releases.origin(source)


def test_name_comes_before_a_folder_of_that_name(tmp_path, monkeypatch):
    """What is made depends on no folder that happens to lie there; with ./ it is the folder."""
    (tmp_path / "platform").mkdir()
    monkeypatch.chdir(tmp_path)
    assert releases.origin("platform") == str(PLATFORM.bundle)
    assert releases.origin("./platform") == str(tmp_path / "platform")


def test_language_is_no_question_of_a_platform(tmp_path):
    """Told, and nothing is made."""
    with pytest.raises(UsageError, match="'language': no such question"):
        made(tmp_path / "obs", language="go")
    assert not (tmp_path / "obs").exists()


def test_release_goes_into_the_bundle_of_its_folder(newer):
    """After those that stand there; the other template's stays as it is."""
    old = [one.version for one in read_releases(PLATFORM.bundle)]
    found = read_releases(PACKAGED["platform"].bundle)
    assert [one.version for one in found] == [newer, *old]
    assert newer not in {one.version for one in read_releases(SERVICE.bundle)}


def test_platform_is_updated_from_its_own_releases(newer, tmp_path):
    """With the edits in it, and back again to the byte."""
    old = read_releases(PLATFORM.bundle)[0].version
    root = made(tmp_path / "obs", template_version=old)
    edit(root, {"docs/mine.md": "ours\n"})
    before = snapshot(root)
    assert check_update(root).newer == (newer,)
    assert [one.path for one in diff(root).differences] == ["docs/mine.md"]

    done = run(root)
    assert (done.source, done.from_version, done.to_version) == (PLATFORM.source, old, newer)
    assert (done.conflicts, staged(root)) == ((), [f"M  {ANSWERS_FILE}", f"M  {UPGRADES}"])
    assert recorded(root)["_src_path"] == PLATFORM.source

    rolled = rollback(root)
    assert (rolled.from_version, rolled.to_version) == (newer, old)
    assert (snapshot(root), staged(root)) == (before, [])


def test_updated_platform_equals_a_new_one(newer, tmp_path):
    """Whoever comes later has nothing that others lack."""
    old = read_releases(PLATFORM.bundle)[0].version
    root = made(tmp_path / "old", template_version=old)
    run(root)
    fresh = made(tmp_path / "new", template_version=newer)
    assert snapshot(fresh) == snapshot(root)


def test_platform_is_published_by_its_name(tmp_path):
    """To a repository of its own, with the same commits."""
    git("init", "--quiet", "--bare", "server", cwd=tmp_path)
    server = tmp_path / "server"
    known = read_releases(PLATFORM.bundle)
    assert publish(str(server), template="platform") == tuple(one.version for one in known)
    assert git("rev-parse", "main", cwd=server).strip() == known[0].commit


@pytest.mark.parametrize(
    ("bundle", "template", "message"),
    [
        (None, "platforms", "--template platforms: is not packaged; service, platform are"),
        (PLATFORM.bundle, "platform", "not both"),
        (None, str(PLATFORM.folder), "is not packaged"),
    ],
)
def test_what_is_published_is_named_once(bundle, template, message, tmp_path):
    """Nothing is pushed."""
    git("init", "--quiet", "--bare", "server", cwd=tmp_path)
    with pytest.raises(UsageError, match=message):
        publish(str(tmp_path / "server"), bundle, template)
    assert git("for-each-ref", cwd=tmp_path / "server") == ""
