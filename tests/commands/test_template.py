"""``scaffold template``: what is released stays as it was, and travels as copier wants it."""

import shutil
from datetime import date
from pathlib import Path

import copier
import pytest
import yaml
from history import git

from scaffold.answers import ANSWERS_FILE
from scaffold.bundle import read_releases
from scaffold.commands.new import Wanted, create
from scaffold.commands.template import publish, release
from scaffold.errors import Exit, ScaffoldError, UsageError
from scaffold.releases import PACKAGED
from scaffold.rendered import read
from scaffold.template import open_template

DAY = date(2026, 1, 2)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COPIER_CACHE_DIR", str(tmp_path / "cache/copier"))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """An organisation's golden path, in a folder."""
    root = tmp_path / "golden"
    (root / "project").mkdir(parents=True)
    (root / "copier.yml").write_text(
        "_subdirectory: project\n_preserve_symlinks: true\n"
        "name: {type: str, default: x}\n"
        "colour: {type: str, default: red, choices: [red, blue]}\n"
    )
    (root / "project/README.md.jinja").write_text("{{ name }} is {{ colour }}\n")
    (root / "project/run.sh").write_text("#!/bin/sh\r\n")
    (root / "project/run.sh").chmod(0o755)
    (root / "project/.gitattributes").write_text("* text=auto eol=lf\n")
    (root / "project/link").symlink_to("run.sh")
    (root / "project/{{ _copier_conf.answers_file }}.jinja").write_text(
        "{{ _copier_answers|to_nice_yaml }}"
    )
    return root


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return tmp_path / "golden.bundle"


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A git server's repository."""
    git("init", "--quiet", "--bare", "golden.git", cwd=tmp_path)
    return tmp_path / "golden.git"


def change(template: Path, text: str) -> None:
    (template / "project/README.md.jinja").write_text(text)


def made(bundle: Path | str, place: Path, version: str | None = None) -> Path:
    wanted = Wanted(
        "orders",
        place,
        template=str(bundle),
        template_version=version,
        defaults=True,
        git=False,
    )
    return create(wanted).root


def recorded(root: Path) -> dict[str, str]:
    return yaml.safe_load((root / ANSWERS_FILE).read_text())


def test_release_is_what_the_folder_was(template, bundle, tmp_path):
    """Byte for byte, with modes and links, whatever the template's own attributes say."""
    before = read(template)
    release("1.0.0", template, bundle, DAY)
    change(template, "later\n")
    with open_template(str(bundle), "1.0.0") as opened:
        assert read(opened.root) == before
    root = made(bundle, tmp_path / "orders")
    assert recorded(root) == {
        "_commit": "1.0.0",
        "_src_path": str(bundle),
        "colour": "red",
        "name": "orders",
    }
    assert (root / "run.sh").read_bytes() == b"#!/bin/sh\r\n"


def test_newest_release_is_used_and_any_can_be_asked_for(template, bundle, tmp_path):
    """10.0.0 is newer than 9.0.0; ``v9.0.0`` is 9.0.0."""
    release("9.0.0", template, bundle, DAY)
    change(template, "ten\n")
    release("10.0.0", template, bundle, DAY)
    change(template, "unreleased\n")
    assert (made(bundle, tmp_path / "a") / "README.md").read_text() == "ten\n"
    for number, version in enumerate(("9.0.0", "v9.0.0")):
        root = made(bundle, tmp_path / str(number), version)
        assert (root / "README.md").read_text() == "orders is red\n"
        assert recorded(root)["_commit"] == "9.0.0"


def test_old_releases_stay_as_they_were(template, bundle):
    """A commit id is the content, and the history behind it."""
    first = release("1.0.0", template, bundle, DAY)
    change(template, "two\n")
    second = release("1.1.0", template, bundle, DAY)
    assert read_releases(bundle) == (second, first)


def test_same_releases_give_the_same_bundle(template, bundle, tmp_path, monkeypatch):
    """Whoever releases, wherever, with whatever settings of git."""
    (tmp_path / "gitconfig").write_text("[commit]\ngpgSign = true\n[core]\nautocrlf = true\n")
    other = tmp_path / "other.bundle"
    release("1.0.0", template, bundle, DAY)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody")
    release("1.0.0", Path(shutil.copytree(template, tmp_path / "copy", symlinks=True)), other, DAY)
    assert bundle.read_bytes() == other.read_bytes()


def test_what_git_ignores_is_not_released(template, bundle):
    """Of a folder in a repository."""
    (template / ".gitignore").write_text("*.pyc\n")
    (template / "project/x.pyc").write_text("")
    git("init", "--quiet", cwd=template)
    release("1.0.0", template, bundle, DAY)
    with open_template(str(bundle)) as opened:
        assert not (opened.root / "project/x.pyc").exists()
        assert (opened.root / "project/run.sh").exists()


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.0.0", "1.0.0: is not newer than 1.0.0, the newest release"),
        ("0.9.0", "is not newer than 1.0.0"),
        ("1.0.0.post0.dev1", "a release is final"),
        ("1.1.0rc1", "a release is final"),
        ("1.1.0+acme", "a release is final"),
        ("v1.1.0", "write it as 1.1.0"),
        ("1.01.0", "write it as 1.1.0"),
        ("first", "is no version as PEP 440 knows them"),
        ("--force", "is no version"),
    ],
)
def test_version_of_no_use_is_refused(version, message, template, bundle):
    """The bundle stays as it was."""
    release("1.0.0", template, bundle, DAY)
    before = bundle.read_bytes()
    change(template, "two\n")
    with pytest.raises(UsageError, match=message):
        release(version, template, bundle, DAY)
    assert bundle.read_bytes() == before


def test_unchanged_folder_is_refused(template, bundle):
    """A version is a change."""
    release("1.0.0", template, bundle, DAY)
    with pytest.raises(UsageError, match="nothing has changed since the newest release"):
        release("1.1.0", template, bundle, DAY)


@pytest.mark.filterwarnings(  # copier leaves a scandir open
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize(
    ("name", "text", "message", "code"),
    [
        ("copier.yml", "_tasks: [rm -rf /]\nname: x\n", "would run code", Exit.UNTRUSTED),
        ("copier.yml", "- 1\n", "must be a mapping", Exit.ERROR),
        ("project/a.jinja", "{% if %}\n", "project/a.jinja:1: cannot be rendered", Exit.ERROR),
        ("project/b.jinja", "{% if colour == 'blue' %}{{ 1 + 'a' }}{% endif %}\n", "b", Exit.ERROR),
    ],
)
def test_template_of_no_use_is_not_released(name, text, message, code, template, bundle, tmp_path):
    """Untrusted, unreadable, or not to be rendered with some choice: nothing is written."""
    (template / name).write_text(text)
    with pytest.raises(ScaffoldError, match=message) as caught:
        release("1.0.0", template, bundle, DAY)
    assert caught.value.exit_code == code
    assert not bundle.exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "cache") == ["golden"]


@pytest.mark.parametrize(
    ("into", "message"),
    [
        (None, "--bundle: name the file"),
        ("golden/x.bundle", "must lie outside of the template"),
        ("no/x.bundle", "there is no folder"),
    ],
)
def test_place_of_no_use_is_refused(into, message, template, tmp_path):
    """Never beside the program, never within what is released."""
    with pytest.raises(UsageError, match=message):
        release("1.0.0", template, into and tmp_path / into, DAY)


def test_file_that_is_no_bundle_is_left_alone(template, bundle):
    """It is somebody's."""
    bundle.write_text("mine")
    with pytest.raises(ScaffoldError, match="is no git bundle"):
        release("1.0.0", template, bundle, DAY)
    assert bundle.read_text() == "mine"


def test_published_template_renders_from_its_url(template, bundle, server, tmp_path):
    """The answers file names the URL."""
    release("1.0.0", template, bundle, DAY)
    assert publish(str(server), bundle) == ("1.0.0",)
    url = f"file://{server}"
    root = made(url, tmp_path / "orders")
    assert recorded(root)["_src_path"] == url
    assert (root / "README.md").read_text() == "orders is red\n"


def test_copier_copies_and_updates_from_the_url(template, bundle, server, tmp_path):
    """A team may go on without scaffold; what scaffold made, plain copier updates."""
    release("1.0.0", template, bundle, DAY)
    publish(str(server), bundle)
    url = f"git+file://{server}"
    place = tmp_path / "copied"
    copier.run_copy(url, place, data={"name": "orders"}, defaults=True, quiet=True)
    root = made(url.removeprefix("git+"), tmp_path / "made")
    ours, theirs = read(root).files, read(place).files
    assert {**ours, ANSWERS_FILE: None} == {**theirs, ANSWERS_FILE: None}
    change(template, "{{ name }} is very {{ colour }}\n")
    release("1.1.0", template, bundle, DAY)
    assert publish(str(server), bundle) == ("1.1.0",)
    git("init", "--quiet", cwd=place)
    git("add", "--all", cwd=place)
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    git(*identity, "commit", "--quiet", "-m", "made", cwd=place)
    copier.run_update(place, defaults=True, overwrite=True, quiet=True)
    assert (place / "README.md").read_text() == "orders is very red\n"
    assert recorded(place)["_commit"] == "1.1.0"


def test_service_goes_on_with_copier_from_the_published_releases(server, tmp_path):
    """Tags and commits there are those of the package: only the source's name changes."""
    assert publish(str(server))
    root = create(Wanted("orders", tmp_path / "orders", defaults=True)).root
    answers = (root / ANSWERS_FILE).read_text()
    (root / ANSWERS_FILE).write_text(
        answers.replace(PACKAGED["service"].source, f"git+file://{server}")
    )
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    git(*identity, "commit", "--quiet", "--all", "-m", "Go on with copier", cwd=root)
    current = copier.VcsRef.CURRENT
    copier.run_update(root, vcs_ref=current, defaults=True, overwrite=True, quiet=True)
    assert git("status", "--porcelain", cwd=root) == ""


def test_published_twice_is_published_once(template, bundle, server):
    """Nothing new, nothing said."""
    release("1.0.0", template, bundle, DAY)
    publish(str(server), bundle)
    assert publish(str(server), bundle) == ()


def test_other_history_on_the_server_is_never_overwritten(template, bundle, server, tmp_path):
    """Neither its tags nor its branch; nothing of ours comes in between."""
    release("1.0.0", template, bundle, DAY)
    publish(str(server), bundle)
    before = git("show-ref", cwd=server)
    change(template, "rewritten\n")
    rewritten = tmp_path / "rewritten.bundle"
    release("1.0.0", template, rewritten, DAY)
    change(template, "and on\n")
    release("1.1.0", template, rewritten, DAY)
    with pytest.raises(ScaffoldError, match="is left as it is"):
        publish(str(server), rewritten)
    assert git("show-ref", cwd=server) == before


@pytest.mark.parametrize("url", ["file:///no/such/repository", "/no/such/repository"])
def test_server_that_is_not_there_is_told(url, template, bundle):
    """With git's own words."""
    release("1.0.0", template, bundle, DAY)
    with pytest.raises(ScaffoldError, match=r"ls-remote .* failed"):
        publish(url, bundle)
