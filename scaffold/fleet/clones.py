"""Members that are elsewhere, as bare clones in the user's cache: fetched, never worked in."""

import hashlib
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from scaffold import cache, git
from scaffold.fleet.hosts.host import KINDS, git_environment
from scaffold.fleet.members import Member
from scaffold.turns import alone

_TURNED_AWAY = re.compile(
    r"authentication failed|could not read (username|password)|returned error: 40[134]"
    r"|repository .*not found|permission to \S+ denied|not allowed to push|without .workflow.",
    re.IGNORECASE,
)
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
            _fetch(member, place)
        else:
            _clone(member, place)
    return place


def send(member: Member, repository: Path, refspec: str, instead_of: str = "") -> None:
    """Push to a member that is elsewhere; no hook of this machine runs.

    Args:
        member: the member.
        repository: what is pushed from.
        refspec: what, and where to.
        instead_of: the commit that is replaced, if it still stands there; nothing else ever is.

    Raises:
        ScaffoldError: its server refuses, or git cannot reach it.
    """
    target = refspec.partition(":")[2]
    lease = (f"--force-with-lease={target}:{instead_of}",) if instead_of else ()
    words = ("push", "--quiet", "--no-verify", *lease, "--", member.url, refspec)
    _git(member, *words, cwd=repository)


def _fetch(member: Member, place: Path) -> None:
    """Bring a clone up to date: every branch, and which of them its HEAD is on."""
    _git(member, "fetch", "--quiet", "--prune", "--", member.url, _BRANCHES, cwd=place)
    told = _git(member, "ls-remote", "--symref", "--", member.url, "HEAD", cwd=place)
    if found := re.match(r"ref: (\S+)\tHEAD$", told, re.MULTILINE):
        git.run("symbolic-ref", "HEAD", found[1], cwd=place)


def _clone(member: Member, place: Path) -> None:
    scratch = Path(tempfile.mkdtemp(dir=place.parent, prefix="."))
    try:
        words = ("clone", "--quiet", "--bare", "--", member.url, str(scratch / "clone"))
        _git(member, *words, cwd=scratch)
        (scratch / "clone").rename(place)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _git(member: Member, *words: str, cwd: Path) -> str:
    """Run git with the token of the member's server, where the environment holds one."""
    host = member.host
    environment = git_environment(host) if host else {}
    done = git.ask(*words, cwd=cwd, environment=environment)
    if done.code and host and _TURNED_AWAY.search(done.stderr):
        state = "may not do that" if environment else "is not set"
        hint = f"{host.variable} {state}; the token needs {KINDS[host.kind].needs}\n"
        done = replace(done, stderr=done.stderr + hint)
    return done.succeeded().stdout
