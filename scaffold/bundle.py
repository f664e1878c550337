"""The released history of a template in one file: a git bundle with a tag for each release.

Copier reads such a file as it reads a repository. Which releases there are stands in its first
lines, in plain text; to bring one out of it takes git. Writing one is not here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from scaffold import git
from scaffold.errors import ScaffoldError

_FIRST_LINE = re.compile(rb"# v[23] git bundle\n")
_REFERENCE = re.compile(r"([0-9a-f]{40,64}) refs/tags/(.+)")
_AS_IT_IS = "* -text -filter -ident -working-tree-encoding\n"


@dataclass(frozen=True)
class Release:
    """One released version of a template.

    Attributes:
        version: its tag.
        commit: id of what was tagged: the same id is the same content, for good.
    """

    version: str
    commit: str


def newest_first(releases: Iterable[Release]) -> tuple[Release, ...]:
    """In the order of PEP 440; tags that are no version, and pre-releases, are left out."""
    final = (one for one in releases if _is_final(one.version))
    return tuple(sorted(final, key=lambda one: Version(one.version), reverse=True))


def read_releases(bundle: Path) -> tuple[Release, ...]:
    """Releases in a bundle, newest first; no program is started.

    Raises:
        ScaffoldError: the file cannot be read, or is no bundle.
    """
    found = []
    try:
        with bundle.open("rb") as file:
            if not _FIRST_LINE.fullmatch(file.readline()):
                raise ScaffoldError(f"{bundle}: is no git bundle")
            for line in iter(file.readline, b""):
                if line == b"\n":  # what follows is packed
                    break
                if match := _REFERENCE.fullmatch(line.decode(errors="replace").rstrip("\n")):
                    found.append(Release(match[2], match[1]))
    except OSError as error:
        raise ScaffoldError(f"{bundle}: cannot be read: {error}") from None
    return newest_first(found)


def check_out(source: str, commit: str, place: Path) -> None:
    """Put a commit's files at ``place``, which does not exist yet, exactly as they were released.

    Args:
        source: bundle, repository or URL.
        commit: id, tag or branch.
        place: where they are to stand, with the repository that they come from.

    Raises:
        ScaffoldError: git cannot read the source or finds no such commit in it.
    """
    git.run("clone", "--quiet", "--no-checkout", "--", source, str(place), cwd=place.parent)
    keep_bytes(place)
    git.run("checkout", "--quiet", "--detach", f"{commit}^{{commit}}", cwd=place)


def keep_bytes(repository: Path) -> None:
    """Let no attribute of the template itself convert line ends or anything else."""
    attributes = repository / ".git/info/attributes"
    attributes.parent.mkdir(exist_ok=True)
    attributes.write_text(_AS_IT_IS, encoding="utf-8")


def _is_final(tag: str) -> bool:
    try:
        return not Version(tag).is_prerelease
    except InvalidVersion:
        return False
