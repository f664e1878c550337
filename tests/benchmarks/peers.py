"""One template in two formats, and three programs that update what was made of it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scaffold import cache
from scaffold.answers import ANSWERS_FILE

CRUFT = "cruft==2.16.0", "cookiecutter==2.7.1"
OLD, NEW = "1.0.0", "2.0.0"

_FILES, _RENDERED, _CHANGED, _EDITED, _LINES = 100, 60, 30, 5, 40
_PROGRAMS = Path(sys.executable).parent
_COPIER_YML = "_subdirectory: project\nname: {type: str, default: orders}\n"
_COPIER_ANSWERS = "{{ _copier_answers|to_nice_yaml }}"
_COOKIECUTTER_JSON = '{"name": "orders", "_copy_without_render": ["static/*"]}\n'


@dataclass(frozen=True)
class Peer:
    """One program and the repository that it looks after.

    Attributes:
        name: of the program.
        pristine: repository at the old version, with the user's edits; never written to.
        place: where a copy of it stands while it is updated.
        update: words that update it.
        check: words that ask whether there is an update.
        diff: words that list what the user changed; none where the program cannot.
    """

    name: str
    pristine: Path
    place: Path
    update: tuple[str, ...]
    check: tuple[str, ...]
    diff: tuple[str, ...] = ()

    def restore(self) -> None:
        """Bring the repository back to the old version."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.pristine, self.place, symlinks=True)
        git("update-index", "-q", "--refresh", cwd=self.place)

    def bring(self) -> None:
        """Bring the repository to the new version, committed."""
        self.restore()
        subprocess.run(self.update, cwd=self.place, check=True, capture_output=True)
        git("add", "--all", cwd=self.place)
        git("commit", "--quiet", "--message", "update", cwd=self.place)

    def contents(self) -> dict[str, bytes]:
        """What all programs must make alike: every file but their own."""
        own = {ANSWERS_FILE, ".cruft.json"}
        return {
            path.relative_to(self.place).as_posix(): path.read_bytes()
            for path in self.place.rglob("*")
            if path.is_file()
            and path.name not in own
            and ".git" not in path.relative_to(self.place).parts
        }


def git(*words: str, cwd: Path) -> None:
    """Run git as somebody."""
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(("git", *identity, *words), cwd=cwd, check=True, capture_output=True)


def peers(room: Path) -> tuple[Peer, Peer, Peer]:
    """Make the templates and the repositories: scaffold's, copier's and cruft's.

    Args:
        room: an empty folder.
    """
    copier_template, cruft_template = room / "copier-template", room / "cruft-template"
    _release_both(copier_template, "project", _copier_files)
    _release_both(cruft_template, "{{cookiecutter.name}}", _cruft_files)
    scaffold, copier = str(_PROGRAMS / "scaffold"), str(_PROGRAMS / "copier")
    cruft = str(_cruft())
    (room / "pristine-cruft").mkdir()
    copied = ("copy", "--quiet", "--defaults", "--vcs-ref", OLD, str(copier_template))
    for name in ("scaffold", "copier"):
        _make((copier, *copied, str(room / f"pristine-{name}" / "orders")), room, name)
    created = (cruft, "create", "--no-input", "--checkout", OLD, str(cruft_template))
    _make(created, room, "cruft")
    return (
        _peer(room, "scaffold", (scaffold, "update", "-q"), (scaffold, "check-update"), scaffold),
        _peer(room, "copier", (copier, "update", "--defaults", "-q"), (copier, "check-update")),
        _peer(room, "cruft", (cruft, "update", "-y", "-c", NEW), (cruft, "check"), cruft),
    )


def _peer(
    room: Path, name: str, update: tuple[str, ...], check: tuple[str, ...], diff: str = ""
) -> Peer:
    pristine, place = room / f"pristine-{name}/orders", room / f"place-{name}/orders"
    return Peer(name, pristine, place, update, check, (diff, "diff") if diff else ())


def _cruft() -> Path:
    """Cruft, in an environment of its own that is kept."""
    place = cache.folder("benchmarks") / "-".join(CRUFT).replace("==", "-")
    if not (place / "bin/cruft").exists():
        uv = str(_PROGRAMS / "uv")
        subprocess.run((uv, "venv", "--quiet", "--clear", str(place)), check=True)
        words = (uv, "pip", "install", "--quiet", "--python", str(place), *CRUFT)
        subprocess.run(words, check=True)
    return place / "bin/cruft"


def _make(words: tuple[str, ...], room: Path, name: str) -> None:
    """Make a repository and edit five files that the template changes elsewhere."""
    root = room / f"pristine-{name}" / "orders"
    subprocess.run(words, cwd=root.parent if name == "cruft" else room, check=True)
    git("init", "--quiet", cwd=root)
    for number in range(_EDITED):
        path = root / _path(number)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"line 30 of {number}\n", "mine\n"), encoding="utf-8")
    git("add", "--all", cwd=root)
    git("commit", "--quiet", "--message", "mine", cwd=root)


def _release_both(root: Path, project: str, files: Callable[[str], dict[str, str]]) -> None:
    root.mkdir()
    git("init", "--quiet", cwd=root)
    for version in (OLD, NEW):
        for name, text in files(version).items():
            path = root / name.replace("PROJECT", project)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        git("add", "--all", cwd=root)
        git("commit", "--quiet", "--message", version, cwd=root)
        git("tag", version, cwd=root)


def _copier_files(version: str) -> dict[str, str]:
    files = {
        f"PROJECT/{_path(number)}" + (".jinja" if number < _RENDERED else ""): _text(
            number, version, "name"
        )
        for number in range(_FILES)
    }
    answers = {"PROJECT/{{ _copier_conf.answers_file }}.jinja": _COPIER_ANSWERS}
    return {"copier.yml": _COPIER_YML, **answers, **files}


def _cruft_files(version: str) -> dict[str, str]:
    files = {
        f"PROJECT/{_path(number)}": _text(number, version, "cookiecutter.name")
        for number in range(_FILES)
    }
    return {"cookiecutter.json": _COOKIECUTTER_JSON, **files}


def _path(number: int) -> str:
    kind = "rendered" if number < _RENDERED else "static"
    return f"{kind}/part{number % 7}/file{number}.txt"


def _text(number: int, version: str, name: str) -> str:
    """A file; half of those that change are rendered ones, and the edited ones are among them."""
    lines = [f"line {line} of {number}\n" for line in range(_LINES)]
    if number < _RENDERED:
        lines[10] = f"service {{{{ {name} }}}}\n"
        lines[11] = f"{{% if {name} == 'orders' %}}orders{{% else %}}others{{% endif %}} of it\n"
    changes = number < _CHANGED / 2 or number >= _FILES - _CHANGED / 2
    if version == NEW and changes:
        lines[20] = f"line 20 of {number}, changed\n"
    return "".join(lines)
