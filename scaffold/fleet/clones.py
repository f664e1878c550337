"""Members that are elsewhere, as bare clones in the user's cache: fetched, never worked in."""

import hashlib
import re
import shutil
import tempfile
from pathlib import Path

from scaffold import cache, git
from scaffold.fleet.members import Member
from scaffold.turns import alone

_BRANCHES = "+refs/heads/*:refs/heads/*"


def repository_of(member: Member) -> Path:
    """The member's repository on this machine; one that is elsewhere is fetched.

    Raises:
        ScaffoldError: git cannot reach it.
    """
    if member.path:
        return member.path
    name = hashlib.sha256(member.url.encode()).hexdigest()[:32]
    place = cache.folder("clones") / f"{name}.git"
    with alone(place.with_suffix(".lock")):
        if place.is_dir():
            _fetch(member.url, place)
        else:
            _clone(member.url, place)
    return place


def _fetch(url: str, place: Path) -> None:
    """Bring a clone up to date: every branch, and which of them its HEAD is on."""
    git.run("fetch", "--quiet", "--prune", "--", url, _BRANCHES, cwd=place)
    told = git.run("ls-remote", "--symref", "--", url, "HEAD", cwd=place)
    if found := re.match(r"ref: (\S+)\tHEAD$", told, re.MULTILINE):
        git.run("symbolic-ref", "HEAD", found[1], cwd=place)


def _clone(url: str, place: Path) -> None:
    scratch = Path(tempfile.mkdtemp(dir=place.parent, prefix="."))
    try:
        words = ("clone", "--quiet", "--bare", "--", url, str(scratch / "clone"))
        git.run(*words, cwd=scratch)
        (scratch / "clone").rename(place)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
