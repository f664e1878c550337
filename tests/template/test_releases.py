"""The releases that travel with this program, and how one of them comes onto a machine."""

import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from history import git
from packaging.version import Version

from scaffold import cache, releases
from scaffold.bundle import Release, newest_first, read_releases
from scaffold.commands.catalogue import catalogue
from scaffold.errors import ScaffoldError, UsageError
from scaffold.questions import answer
from scaffold.releases import PACKAGED
from scaffold.rendered import read
from scaffold.template import open_template

SERVICE = PACKAGED["service"]
RELEASED = read_releases(SERVICE.bundle)
OPEN = "from scaffold.template import open_template\nwith open_template() as t: print(t.root)"


@pytest.fixture
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return cache.folder("templates")


@pytest.mark.parametrize("release", RELEASED, ids=lambda release: release.version)
def test_every_release_renders_in_every_language(release):
    """Nobody's service is left behind: any version can be opened and rendered, by us alone."""
    with open_template(SERVICE.source, release.version) as template:
        (question,) = (q for q in template.questionnaire.questions if q.name == "language")
        for language in question.choices.values():
            given = {"name": "orders", "language": language}
            rendered = template.rendered(answer(template.questionnaire, given, None))
            assert "README.md" in rendered.files
            recorded = rendered.files[".copier-answers.yml"].content.decode()
            assert f"_commit: {release.version}\n_src_path: {SERVICE.source}\n" in recorded


@pytest.mark.parametrize("name", PACKAGED)
def test_history_is_one_line_of_rising_versions(name, tmp_path):
    """Each release stands on the one before; nothing lies between or beside them."""
    released = read_releases(PACKAGED[name].bundle)
    git("clone", "--quiet", "--bare", str(PACKAGED[name].bundle), "history", cwd=tmp_path)
    listed = git("log", "--format=%H %P", "main", cwd=tmp_path / "history").splitlines()
    commits = [line.split()[0] for line in listed]
    assert [len(line.split()) - 1 for line in listed] == [1] * (len(listed) - 1) + [0]
    assert commits == [release.commit for release in released]
    versions = [Version(release.version) for release in released]
    assert all(newer > older for newer, older in pairwise(versions))


def test_list_names_the_releases():
    """Newest first."""
    assert catalogue().template_versions == tuple(release.version for release in RELEASED)


def test_new_takes_the_newest_release():
    """What lies unreleased in a checkout reaches nobody."""
    with open_template() as template:
        assert (template.version, template.commit) == (RELEASED[0].version, RELEASED[0].commit)
        assert template.source == SERVICE.source


@pytest.mark.parametrize("version", ["0.1.0", "99.0.0", "main; rm -rf /", "--upload-pack=x"])
def test_unknown_release_is_refused_with_the_known_ones(version):
    """The answers file may be of another program's."""
    said = f"no such version in {SERVICE.source}; newest releases: {RELEASED[0].version}"
    with pytest.raises(UsageError, match=said), open_template(SERVICE.source, version):
        pass


def test_processes_that_open_one_release_wait_for_one(own_cache, tmp_path):
    """Four at once on an empty cache: each gets the whole template, one folder is made."""
    words = (sys.executable, "-c", OPEN)
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    processes = [
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0].strip() for process in processes}
    assert said == {str(own_cache / RELEASED[0].commit / "template")}
    assert sorted(path.name for path in own_cache.iterdir()) == [".lock", RELEASED[0].commit]


@pytest.mark.parametrize(
    "damage",
    [
        lambda root: (root / "copier.yml").unlink(),
        lambda root: (root / "project/docs/index.md.jinja").write_text("mine"),
        lambda root: (root / "project/mine").write_text("mine"),
        lambda root: (root / "project/docs/runbooks").unlink(),
        lambda root: (root / "project/Makefile.jinja").chmod(0o755),
        lambda root: shutil.rmtree(root / "macros"),
        lambda root: (root.parent / "listing").unlink(),
    ],
)
def test_release_that_somebody_touched_is_unpacked_again(damage, own_cache):
    """A cache is tidied by programs that know nothing of it; half a template is no template."""
    with open_template() as template:
        whole = read(template.root)
        damage(template.root)
    with open_template() as template:
        assert read(template.root) == whole
    assert len(list(own_cache.iterdir())) == 2


def test_failed_unpacking_leaves_nothing(own_cache, tmp_path):
    """A bundle that ends too early is told with git's words."""
    short = tmp_path / "short.bundle"
    short.write_bytes(SERVICE.bundle.read_bytes()[:5_000])
    with pytest.raises(ScaffoldError, match="git clone"), open_template(str(short)):
        pass
    assert [path.name for path in own_cache.iterdir()] == [".lock"]


def test_cache_that_cannot_be_written_is_told(own_cache):
    """With what to do."""
    own_cache.parent.parent.mkdir()
    own_cache.parent.write_text("a file")
    with pytest.raises(ScaffoldError, match="set XDG_CACHE_HOME"), open_template():
        pass


@pytest.mark.parametrize("content", [b"", b"# v2 git bundl", b"\x00" * 100, b"[1, 2]\n"])
def test_file_that_is_no_bundle_is_refused(content, tmp_path):
    """Whatever its name."""
    (tmp_path / "x.bundle").write_bytes(content)
    with pytest.raises(ScaffoldError, match="is no git bundle"):
        read_releases(tmp_path / "x.bundle")


def test_bundle_without_an_end_is_read_to_its_end(tmp_path):
    """No loop over nothing."""
    commit = "a" * 40
    (tmp_path / "x").write_bytes(
        f"# v3 git bundle\n@object-format=sha1\n{commit} refs/tags/1.0".encode()
    )
    assert read_releases(tmp_path / "x") == (Release("1.0", commit),)


def test_order_is_that_of_versions():
    """Not of letters; a pre-release or a word is no release."""
    tags = ("1.9.0", "v1.10.0", "latest", "2.0.0rc1", "1.0")
    ordered = newest_first(Release(tag, "") for tag in tags)
    assert [release.version for release in ordered] == ["v1.10.0", "1.9.0", "1.0"]


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("gh:acme/golden", "https://github.com/acme/golden"),
        ("gl:/acme/golden.git", "https://gitlab.com/acme/golden.git"),
        ("git+https://git.example/golden", "https://git.example/golden"),
        ("git@git.example:acme/golden", "git@git.example:acme/golden"),
        (None, str(SERVICE.bundle)),
        (SERVICE.source, str(SERVICE.bundle)),
    ],
)
def test_source_is_read_as_copier_reads_it(source, address):
    """An answers file that copier wrote is opened."""
    assert releases.origin(source) == address
