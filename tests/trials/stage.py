"""A trial on disk: a template with two releases, and a service of the first one, edited."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from history import ANSWERS, QUESTIONS, git
from trials.edits import Edit, Tree, edited

from scaffold.answers import ANSWERS_FILE
from scaffold.commands.new import Wanted, create
from scaffold.rendered import EXECUTABLE, LINK, File, read

OLD, NEW = "1.0.0", "2.0.0"
RED = "red.txt"
"""Is rendered for one answer only."""

_ASKED = "size: {type: int, default: 3}\n"
_SEEDED = '_scaffold_seeded: ["seeded/*"]\n'


def _numbered(path: str, count: int) -> File:
    return File(b"".join(f"{path} line {number}\n".encode() for number in range(count)))


BASE: Tree = {
    "README.md": _numbered("README.md", 30),
    "run.sh": File(_numbered("run.sh", 12).content, EXECUTABLE),
    "docs/guide.md": _numbered("docs/guide.md", 20),
    "docs/über uns.md": _numbered("docs/über uns.md", 15),
    "docs/logo.png": File(b"\0logo\n" * 20),
    "docs/latest": File(b"guide.md", LINK),
    "src/app.py": _numbered("src/app.py", 40),
    "src/__init__.py": File(b""),
    "src/deep/config.yml": _numbered("src/deep/config.yml", 10),
    "local/settings.yml": _numbered("local/settings.yml", 8),
    "seeded/first.py": _numbered("seeded/first.py", 10),
    "name.txt": File(_numbered("name.txt", 9).content + b"of {{ name }}\n"),
    RED: _numbered(RED, 10),
}
"""The project of release 1.0.0, as its author sees it."""


@dataclass(frozen=True)
class Trial:
    """What is done on both sides.

    Attributes:
        edits: by the user.
        changes: by the template's author.
        data: given with the update.
        asks: whether the new release asks a question more.
        choices: of the colour, in the new release.
        colour: what is recorded.
    """

    edits: tuple[Edit, ...] = ()
    changes: tuple[Edit, ...] = ()
    data: tuple[str, ...] = ()
    asks: bool = False
    choices: str = "red, blue"
    colour: str = "red"

    @property
    def given(self) -> dict[str, str]:
        """Answers given with the update."""
        return dict(word.split("=") for word in self.data)

    @property
    def recorded(self) -> dict[str, str]:
        """Answers of the service."""
        return {"name": "orders", "colour": self.colour}

    @property
    def old(self) -> Tree:
        """The old release's render."""
        return _rendered(BASE, self.recorded)

    @property
    def mine(self) -> Tree:
        """The user's tree."""
        return edited(self.old, self.edits, "mine")

    @property
    def project(self) -> Tree:
        """The new release, as the template's author sees it."""
        sized = {"size.txt": File(b"size {{ size }}\n")} if self.asks else {}
        return {**edited(BASE, self.changes, "template"), **sized}

    @property
    def new(self) -> Tree:
        """The new release's render, with the answers that are given."""
        return _rendered(self.project, {**self.recorded, **self.given, "size": "3"})


@dataclass(frozen=True)
class Stage:
    """The two repositories.

    Attributes:
        template: has both releases.
        service: was made from the first one; its edits are committed.
    """

    template: Path
    service: Path


def set_up(trial: Trial, room: Path) -> Stage:
    """Lay a trial down in a folder, at the same places each time.

    Args:
        trial: what is done.
        room: what does not depend on a trial's edits is kept there.
    """
    pristine = room / f"pristine-{trial.colour}"
    stage = Stage(room / "stage/template", room / "stage/orders")
    shutil.rmtree(room / "stage", ignore_errors=True)
    if not pristine.exists():
        _start(trial, stage)
        (room / "stage").rename(pristine)
    shutil.copytree(pristine, room / "stage", symlinks=True)
    questions = QUESTIONS.replace("red, blue", trial.choices) + (_ASKED if trial.asks else "")
    _release(stage.template, trial.project, questions + _SEEDED, NEW)
    lay(stage.service, trial.mine)
    _commit(stage.service, "mine")
    return stage


def lay(root: Path, tree: Tree) -> None:
    """Make a folder hold exactly these files, besides git's and the answers."""
    for path in read_tree(root).keys() - tree.keys():
        (root / path).unlink()
    for folder, _, _ in sorted(os.walk(root), reverse=True):
        if ".git" not in Path(folder).relative_to(root).parts and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    for path, file in tree.items():
        place = root / path
        place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.mode == LINK:
            place.symlink_to(os.fsdecode(file.content))
        else:
            place.write_bytes(file.content)
            place.chmod(file.mode & 0o777)


def read_tree(root: Path) -> Tree:
    """Every file of a service, git's own and the answers apart."""
    return {
        path: file
        for path, file in read(root).files.items()
        if not path.startswith(".git/") and path != ANSWERS_FILE
    }


def _start(trial: Trial, stage: Stage) -> None:
    stage.template.mkdir(parents=True)
    git("init", "--quiet", cwd=stage.template)
    _release(stage.template, BASE, QUESTIONS + _SEEDED, OLD)
    wanted = Wanted(
        "orders",
        stage.service,
        data=(f"colour={trial.colour}",),
        defaults=True,
        template=str(stage.template),
        template_version=OLD,
    )
    create(wanted)


def _release(template: Path, project: Tree, questions: str, version: str) -> None:
    answers = File(ANSWERS.encode())
    sources = {_source(path, file): file for path, file in project.items()}
    shutil.rmtree(template / "project", ignore_errors=True)
    (template / "project").mkdir()
    lay(template / "project", {**sources, "{{ _copier_conf.answers_file }}.jinja": answers})
    (template / "copier.yml").write_text(questions, encoding="utf-8")
    _commit(template, version, "--force")
    git("tag", version, cwd=template)


def _commit(root: Path, message: str, *options: str) -> None:
    git("add", "--all", *options, cwd=root)
    git("commit", "--quiet", "--allow-empty", "--message", message, cwd=root)


def _source(path: str, file: File) -> str:
    """How the author names a file that is rendered."""
    if path == RED:
        return f"{{% if colour == 'red' %}}{RED}{{% endif %}}"
    return f"{path}.jinja" if b"{{" in file.content else path


def _rendered(project: Tree, answers: Mapping[str, str]) -> Tree:
    """What the template makes of its project: written down here, not asked of any program."""
    tree = {}
    for path, file in project.items():
        content = file.content
        for key, value in answers.items():
            content = content.replace(f"{{{{ {key} }}}}".encode(), value.encode())
        if path != RED or answers["colour"] == "red":
            tree[path] = File(content, file.mode)
    return tree
