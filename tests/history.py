"""A template with a history of its own, services made from it, and what became of them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from scaffold.commands.new import Wanted as New
from scaffold.commands.new import create
from scaffold.commands.update import Wanted, update
from scaffold.merging.verdict import Resolve
from scaffold.update import Update

Content = str | bytes | Path | None
"""Text, bytes, where a link points, or None: the file is gone."""

QUESTIONS = """\
_subdirectory: project
_preserve_symlinks: true
name: {type: str, default: orders}
colour: {type: str, default: red, choices: [red, blue]}
"""
ANSWERS = "# Written by the template.\n{{ _copier_answers|to_nice_yaml }}"
LINES = "".join(f"line {number}\n" for number in range(1, 31))
OURS = LINES.replace("line 5\n", "ours\n")
THEIRS = LINES.replace("line 5\n", "theirs\n")


def git(*words: str, cwd: Path) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    done = subprocess.run(("git", *identity, *words), cwd=cwd, check=True, capture_output=True)
    return os.fsdecode(done.stdout)


def put(root: Path, files: Mapping[str, Content]) -> None:
    """Lay files down; a name that ends with ``*`` is executable."""
    for name, content in files.items():
        path = root / name.rstrip("*")
        path.unlink(missing_ok=True)
        if content is None:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            path.symlink_to(content)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            path.chmod(0o755 if name.endswith("*") else 0o644)


class History:
    """A template repository whose releases are 1.0.0, 2.0.0, ..."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.number = 0
        put(root, {"copier.yml": QUESTIONS})
        put(root / "project", {"{{ _copier_conf.answers_file }}.jinja": ANSWERS})
        git("init", "--quiet", cwd=root)

    def release(self, files: Mapping[str, Content], questions: str = "") -> str:
        """Change files of the project and release that."""
        self.number += 1
        version = f"{self.number}.0.0"
        put(self.root / "project", files)
        if questions:
            put(self.root, {"copier.yml": questions})
        git("add", "--all", "--force", cwd=self.root)
        git("commit", "--quiet", "--allow-empty", "-m", version, cwd=self.root)
        git("tag", version, cwd=self.root)
        return version

    def service(self, place: Path, version: str = "1.0.0", *data: str) -> Path:
        """Make a service."""
        wanted = New(
            "orders",
            place,
            data=data,
            defaults=True,
            template=str(self.root),
            template_version=version,
        )
        return create(wanted).root


def edit(root: Path, files: Mapping[str, Content]) -> None:
    """The user's edits, committed."""
    put(root, files)
    git("add", "--all", cwd=root)
    git("commit", "--quiet", "--allow-empty", "-m", "mine", cwd=root)


def run(root: Path, **options: object) -> Update:
    return update(Wanted(root, **options))  # type: ignore[arg-type]


def snapshot(root: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and content of every file below a folder, git's own apart."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if ".git" in name.parts:
            continue
        if path.is_symlink():
            found[name.as_posix()] = (0o120000, os.fsencode(path.readlink()))
        elif path.is_file():
            found[name.as_posix()] = (path.stat().st_mode & 0o777, path.read_bytes())
    return found


def staged(root: Path) -> list[str]:
    """Rows of ``git status``."""
    return git("-c", "core.quotePath=false", "status", "--porcelain", cwd=root).splitlines()


def update_with(root: Path, resolve: Resolve) -> Update:
    return update(Wanted(root), resolve)
