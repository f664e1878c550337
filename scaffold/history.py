"""Writes the released history of a template: a new release into its bundle, all of it to a server.

A release is a commit with a tag. Whoever releases the same files in the same order on the same
days gets the same commits.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from scaffold import git
from scaffold.bundle import Release, keep_bytes, read_releases
from scaffold.errors import ScaffoldError, UsageError

_BRANCH = "main"
_DATES = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
_ALONE = {  # a person's own settings neither sign nor convert what is released
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "scaffold",
    "GIT_AUTHOR_EMAIL": "scaffold@localhost",
    "GIT_COMMITTER_NAME": "scaffold",
    "GIT_COMMITTER_EMAIL": "scaffold@localhost",
}


def append(
    bundle: Path,
    version: str,
    folder: Path,
    day: date,
    prove: Callable[[Path], None] = lambda _: None,
) -> Release:
    """Add a folder to a bundle as a release, or begin the bundle with it: all of it or nothing.

    Args:
        bundle: the file; it need not exist yet.
        version: the tag.
        folder: the template; of one in a repository, what git does not ignore.
        day: date of the release.
        prove: is shown the files as they will be released, and raises what speaks against it.

    Raises:
        UsageError: the files are those of the newest release.
        ScaffoldError: git cannot read or write the bundle.
    """
    with _history(bundle) as repository:
        _take(repository, folder)
        if not _git("status", "--porcelain", cwd=repository):
            raise UsageError(f"{folder}: nothing has changed since the newest release")
        released = repository.with_name("released")
        _git("checkout-index", "--all", f"--prefix={released}/", cwd=repository)
        prove(released)
        dates = dict.fromkeys(_DATES, f"{day.isoformat()}T00:00:00Z")
        said = f"Release {version}"
        _git("commit", "--quiet", "--no-verify", "--message", said, cwd=repository, **dates)
        _git("tag", version, cwd=repository)
        commit = _git("rev-parse", "HEAD", cwd=repository).strip()
        _put(_packed(repository), bundle)
    return Release(version, commit)


def push(bundle: Path, url: str) -> tuple[str, ...]:
    """Send every release to a git server, never over something that stands there.

    Returns:
        Versions that the server did not have.

    Raises:
        ScaffoldError: the server refuses, or has another history.
    """
    with _history(bundle) as repository:
        listed = git.run("ls-remote", "--tags", "--refs", "--", url, cwd=repository)
        there = {line.rpartition("refs/tags/")[2] for line in listed.splitlines()}
        git.run("push", "--quiet", "--atomic", "--tags", "--", url, _BRANCH, cwd=repository)
    return tuple(one.version for one in read_releases(bundle) if one.version not in there)


def _git(*words: str, cwd: Path, **variables: str) -> str:
    return git.run(*words, cwd=cwd, environment=_ALONE | variables)


@contextmanager
def _history(bundle: Path) -> Iterator[Path]:
    """A repository for the length of a ``with`` block that holds the history of a bundle."""
    with tempfile.TemporaryDirectory(prefix="scaffold-history-") as scratch:
        root = Path(scratch) / "history"
        root.mkdir()
        _git("init", "--quiet", f"--initial-branch={_BRANCH}", cwd=root)
        keep_bytes(root)
        if bundle.is_file():
            newest = f"refs/heads/{_BRANCH}:refs/remotes/origin/{_BRANCH}"
            _git("fetch", "--quiet", "--tags", "--", str(bundle.resolve()), newest, cwd=root)
            _git("reset", "--quiet", "--hard", f"origin/{_BRANCH}", cwd=root)
        yield root


def _take(repository: Path, folder: Path) -> None:
    """Make the repository's work tree equal to a folder."""
    _git("rm", "-r", "--quiet", "--ignore-unmatch", ".", cwd=repository)
    for path in git.listed_files(folder) or _every_file(folder):
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / path, repository / path, follow_symlinks=False)
    _git("add", "--all", "--force", cwd=repository)


def _every_file(folder: Path) -> list[str]:
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    ]


def _packed(repository: Path) -> Path:
    """Write the repository as a bundle beside it."""
    bundle = repository.with_name("packed")
    threads = ("-c", "pack.threads=1")  # with more of them the bytes differ from run to run
    every = ("HEAD", _BRANCH, "--tags")
    _git(*threads, "bundle", "create", "--quiet", str(bundle), *every, cwd=repository)
    return bundle


def _put(packed: Path, bundle: Path) -> None:
    """Move a finished file into its place in one step."""
    beside = bundle.with_name(f".{bundle.name}.{os.getpid()}")
    try:
        shutil.copyfile(packed, beside)
        beside.replace(bundle)
    except OSError as error:
        raise ScaffoldError(f"{bundle}: cannot be written: {error}") from None
    finally:
        beside.unlink(missing_ok=True)
