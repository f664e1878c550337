"""The door to git."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.program import Result, run_program

_SURROUNDING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX")
"""What git tells its hooks: left as it is, every command would mean the hook's repository."""

_STARTS_NOTHING = ("-c", "core.fsmonitor=false")
"""A repository's own settings can name a program that git starts when it looks at the files."""


def run(*words: str, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run git and return its standard output.

    Args:
        words: arguments after ``git``.
        cwd: the folder it runs in.
        environment: variables besides this process's own.

    Raises:
        ScaffoldError: git is missing, takes too long or exits non-zero; quotes the command.
    """
    return ask(*words, cwd=cwd, environment=environment).succeeded().stdout


def ask(
    *words: str, cwd: Path, stdin: bytes | None = None, environment: Mapping[str, str] | None = None
) -> Result:
    """Run git and return what it did, whatever its exit code.

    Args:
        words: arguments after ``git``.
        cwd: the folder it runs in.
        stdin: what it reads; nothing when None.
        environment: variables besides this process's own.

    Raises:
        ScaffoldError: git is missing or takes too long.
    """
    path = shutil.which("git")
    if path is None:
        raise ScaffoldError("git is not on this machine; install git 2.38 or newer")
    around = {name: value for name, value in os.environ.items() if name not in _SURROUNDING}
    fixed = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
    whole = {**around, **fixed, **(environment or {})}
    return run_program(Path(path), *words, cwd=cwd, stdin=stdin, environment=whole)


def listed_files(root: Path) -> list[str] | None:
    """Files below ``root`` that git does not ignore, sorted; None outside of a repository."""
    try:
        words = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        found = run(*_STARTS_NOTHING, *words, cwd=root)
    except ScaffoldError:
        return None
    return sorted({path for path in found.split("\0") if path and os.path.lexists(root / path)})


def ignores(path: Path) -> bool:
    """Whether the repository around a path ignores it."""
    try:
        return bool(run(*_STARTS_NOTHING, "check-ignore", "--", str(path), cwd=path.parent))
    except ScaffoldError:  # git exits non-zero for a path that it does not ignore
        return False


def standing(root: Path) -> tuple[str, bool]:
    """The commit that a folder stands on, and whether the folder differs from it.

    Returns:
        No commit and False outside of a repository, in one without commits, and in a folder that
        the repository around it ignores.
    """
    try:
        commit = run("rev-parse", "--verify", "HEAD", cwd=root).strip()
        words = ("--no-optional-locks", "status", "--porcelain", "--", ".")
        changes = run(*_STARTS_NOTHING, *words, cwd=root)
    except ScaffoldError:
        return "", False
    try:
        run(*_STARTS_NOTHING, "check-ignore", "--quiet", "--", ".", cwd=root)
    except ScaffoldError:  # git exits non-zero for a folder that it does not ignore
        return commit, bool(changes)
    return "", False


def start_repository(root: Path, message: str) -> None:
    """Make ``root`` a repository with one commit of everything in it.

    Where the user has no git identity yet, the commit carries the name ``scaffold``.
    """
    run("init", "--quiet", "--initial-branch=main", cwd=root)
    run("add", "--all", cwd=root)
    identity: tuple[str, ...] = ()
    try:
        run("var", "GIT_COMMITTER_IDENT", cwd=root)
    except ScaffoldError:
        identity = ("-c", "user.name=scaffold", "-c", "user.email=scaffold@localhost")
    run(*identity, "commit", "--quiet", "--no-verify", "--message", message, cwd=root)
