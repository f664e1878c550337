"""What is installed is what is tested: the wheel carries every release of every template."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from history import snapshot

from scaffold import lock
from scaffold.answers import ANSWERS_FILE
from scaffold.bundle import read_releases
from scaffold.checks import PLATFORM_CHECKS
from scaffold.commands.new import Wanted, create
from scaffold.releases import PACKAGED

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, unpacked as pip does."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    subprocess.run((sys.executable, *words), cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def scaffold(installed, tmp_path):
    """Run the installed program in an empty folder, with a cache of its own and without network."""

    def run(*words: str) -> str:
        done = subprocess.run(
            (sys.executable, "-c", "from scaffold.cli import main; main()", *words),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(tmp_path / "c")},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    return run


def test_installed_program_renders_what_the_checkout_renders(scaffold, tmp_path):
    """The newest release, byte for byte, with the same symbolic links, and twice alike."""
    create(Wanted("orders", tmp_path / "checkout", defaults=True, git=False))
    for place in ("first", "second"):
        scaffold("new", "orders", place, "--defaults", "--no-git", "--quiet")
        assert snapshot(tmp_path / place) == snapshot(tmp_path / "checkout")
    assert scaffold(
        "verify", "first", "--only", "owners-agree", "--output-format", "html"
    ).startswith("<!doctype html>")


def test_sources_of_programs_are_installed(installed):
    """What the toolbox builds itself travels with it."""
    sources = [
        entry.source.main
        for entry in lock.entries().values()
        if isinstance(entry.source, lock.GoModule) and entry.source.main
    ]
    assert sources
    assert all((installed / "scaffold/toolbox" / name).is_file() for name in sources)


@pytest.mark.parametrize("name", PACKAGED)
def test_installed_program_has_every_release(name, scaffold, tmp_path):
    """The whole history travels, and each version of it renders, without network."""
    released = [release.version for release in read_releases(PACKAGED[name].bundle)]
    listed = json.loads(scaffold("list", "--template", name, "--output-format", "json"))
    assert listed["template_versions"] == released
    for version in released:
        words = ("--template-version", version, "--defaults", "--no-git", "--quiet")
        scaffold("new", "orders", version, "--template", name, *words)
        answers = yaml.safe_load((tmp_path / version / ANSWERS_FILE).read_text())
        assert (answers["_commit"], answers["_src_path"]) == (version, PACKAGED[name].source)


def test_installed_program_proves_a_platform(scaffold):
    """Made of the newest release, and judged by what a platform is judged by."""
    scaffold("new", "obs", "--template", "platform", "--defaults", "--quiet")
    report = json.loads(scaffold("verify", "obs", "--level", "static", "--output-format", "json"))
    static = [check.ID for check in PLATFORM_CHECKS if check.LEVEL == "static"]
    assert [row["check"] for row in report["rows"]] == static


def test_installed_program_updates_and_takes_back(scaffold, tmp_path):
    """From the oldest release to the newest, which equals a fresh one; and back."""
    newest, *_, oldest = (one.version for one in read_releases(PACKAGED["service"].bundle))
    scaffold("new", "orders", "mine", "--defaults", "--template-version", oldest)
    scaffold("new", "orders", "fresh", "--defaults", "--no-git")
    before = snapshot(tmp_path / "mine")
    assert f"{oldest}; newer: {newest}" in scaffold("check-update", "mine")
    scaffold("update", "mine")
    assert snapshot(tmp_path / "mine") == snapshot(tmp_path / "fresh")
    scaffold("rollback", "mine")
    assert snapshot(tmp_path / "mine") == before


def test_installed_program_publishes_and_releases(scaffold, tmp_path):
    """An organisation needs no checkout."""
    subprocess.run(("git", "init", "--quiet", "--bare", "server"), cwd=tmp_path, check=True)
    assert scaffold("template", "publish", "server").split()
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden/copier.yml").write_text("name: x\n")
    words = ("--template", "golden", "--bundle", "golden.bundle")
    assert scaffold("template", "release", "1.0.0", *words).startswith("1.0.0  ")


def test_wheel_holds_no_template_beside_its_releases(installed):
    """What is released is what is installed."""
    assert [path for path in installed.rglob("copier.yml") if "templates" in path.parts] == []
    assert list(installed.glob("scaffold/*.tar")) == []


def test_installed_program_carries_what_it_builds(installed):
    """The source of the program that serves the schemas of providers, with what pins it."""
    folder = "scaffold/toolbox/schema_provider"
    carried = {path.name for path in (installed / folder).iterdir()}
    assert carried == {path.name for path in (ROOT / folder).iterdir()} >= {"go.sum", "main.go"}


def test_installed_program_carries_the_schema_of_inventories(scaffold):
    """Editors read it."""
    assert json.loads(scaffold("fleet", "schema"))["title"] == "Fleet"
