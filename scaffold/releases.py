"""Where a template's releases come from, and how one of them comes onto this machine, once."""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from scaffold import cache, git
from scaffold.bundle import Release, check_out, newest_first, read_releases
from scaffold.errors import ScaffoldError, UsageError
from scaffold.turns import alone

_HERE = Path(__file__).parent
_TEMPLATES = _HERE.parent / "templates"


@dataclass(frozen=True)
class Packaged:
    """A template that travels with this program.

    Attributes:
        source: how an answers file names it.
        bundle: its released history.
        folder: in a checkout, what its releases are made from.
    """

    source: str
    bundle: Path
    folder: Path


PACKAGED = {
    "service": Packaged("scaffold:service", _HERE / "service.bundle", _TEMPLATES / "service"),
    "platform": Packaged("scaffold:platform", _HERE / "platform.bundle", _TEMPLATES / "platform"),
}
"""By the name that a user gives."""

DEFAULT = "service"
"""Which one is meant where none is named."""

_SHORT = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}
_NAMED = 5


def packaged(source: str | None) -> Packaged | None:
    """The packaged template that a user or an answers file names, if it is one."""
    name = DEFAULT if source is None else source
    return PACKAGED.get(name.removeprefix("scaffold:"))


def packaged_at(place: Path) -> Packaged | None:
    """The packaged template whose folder or bundle stands at a place, if it is one's."""
    place = place.resolve()
    return next(
        (
            each
            for each in PACKAGED.values()
            if place in {each.folder.resolve(), each.bundle.resolve()}
        ),
        None,
    )


def origin(source: str | None) -> str:
    """What git reads for a source: the path of a bundle or repository, or a URL.

    The name of a packaged template comes before a folder of that name; ``./platform`` is a folder.

    Raises:
        UsageError: the source is neither.
    """
    if known := packaged(source):
        return str(known.bundle)
    path = Path(str(source)).expanduser()
    if path.exists():
        return str(path.resolve())
    address = str(source).removeprefix("git+")
    for short, long in _SHORT.items():
        if address.startswith(short):
            address = long + address.removeprefix(short).lstrip("/")
    if not re.match(r"[a-z+]+://|[^/]+@[^/]+:", address):
        raise UsageError(
            f"--template {source}: neither a folder nor a git URL, nor one of {', '.join(PACKAGED)}"
        )
    return address


def is_plain_folder(address: str) -> bool:
    """Whether it is a folder that is no repository, neither with a work tree nor bare."""
    path = Path(address)
    return path.is_dir() and not ((path / ".git").exists() or (path / "HEAD").is_file())


def releases(source: str | None = None) -> tuple[Release, ...]:
    """Releases of a bundle or a git source, newest first; a plain folder has none.

    Raises:
        UsageError: there is no such source.
        ScaffoldError: it cannot be read.
    """
    address = origin(source)
    if Path(address).is_file():
        return read_releases(Path(address))
    if is_plain_folder(address):
        return ()
    try:
        listed = git.run("ls-remote", "--tags", "--refs", "--", address, cwd=Path.cwd())
    except ScaffoldError as error:
        raise UsageError(f"--template {source}: cannot be read: {error}") from None
    rows = (line.split("\trefs/tags/") for line in listed.splitlines())
    return newest_first(Release(tag, commit) for commit, tag in rows)


def find(known: tuple[Release, ...], version: str) -> Release | None:
    """The release of this tag, or of this version: ``v1.0.0`` finds ``1.0.0``."""
    exact = (one for one in known if one.version == version)
    try:
        wanted = Version(version)
    except InvalidVersion:
        return next(exact, None)
    alike = (one for one in known if Version(one.version) == wanted)
    return next(exact, None) or next(alike, None)


def no_such(source: str, version: str, known: tuple[Release, ...]) -> UsageError:
    """What to say when a source has no such version."""
    named = ", ".join(one.version for one in known[:_NAMED]) or "none"
    return UsageError(
        f"--template-version {version}: no such version in {source}; newest releases: {named}"
    )


def unpacked(address: str, release: Release) -> Path:
    """Folder of a release in the user's cache; brought there by the first who asks.

    Whoever tidies a cache may take single files out of it, and a template without them would render
    half a project: a folder that is not as it was unpacked is unpacked again.

    Raises:
        ScaffoldError: it cannot be read, or the cache cannot be written.
    """
    place = cache.folder("templates") / release.commit
    try:
        if not _is_whole(place):
            with alone(place.parent / ".lock"):
                if not _is_whole(place):
                    _unpack(address, release, place)
    except OSError as error:
        raise ScaffoldError(
            f"{place.parent}: cannot be written: {error}; set XDG_CACHE_HOME to another folder"
        ) from None
    return place / "template"


def _unpack(address: str, release: Release, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        folder = Path(scratch) / "release"
        folder.mkdir()
        check_out(address, release.commit, folder / "template")
        shutil.rmtree(folder / "template/.git")
        (folder / "listing").write_text(_listing(folder / "template"), encoding="ascii")
        folder.rename(place)


def _is_whole(place: Path) -> bool:
    try:
        return (place / "listing").read_text(encoding="ascii") == _listing(place / "template")
    except OSError:
        return False


def _listing(folder: Path) -> str:
    """Digest of every path below a folder, with its mode and size."""
    rows = []
    for path, folders, files in os.walk(folder):
        for name in (*folders, *files):
            status = os.lstat(f"{path}/{name}")
            size = 0 if stat.S_ISDIR(status.st_mode) else status.st_size
            rows.append((path.removeprefix(str(folder)), name, size, status.st_mode))
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()
