"""A member's repository as it is committed: read from git's objects, with or without a work tree.

Nothing here writes, and what is not committed is not seen.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scaffold import git
from scaffold.answers import ANSWERS_FILE
from scaffold.errors import ScaffoldError
from scaffold.merging.checkout import Checkout, read_named
from scaffold.merging.objects import Entry
from scaffold.own import OWN_FILE, parse_own
from scaffold.recorded import Recorded, parse_recorded

_ASKED = ("--absolute-git-dir", "--git-path", "objects", "--show-prefix")
_COMMIT = "HEAD^{commit}"  # the word alone is a file in a bare repository without commits


@dataclass(frozen=True)
class Committed:
    """One service, as the commit that its repository stands on has it.

    What a member that is current has no use for is read when somebody asks.

    Attributes:
        checkout: where its objects are; its ``folder`` does not exist where no work tree does.
        bare: whether there is no work tree.
        recorded: the service's answers file; None where it has none.
        own: patterns of what it has in a form of its own.
    """

    checkout: Checkout
    bare: bool
    recorded: Recorded | None
    own: tuple[str, ...]

    @cached_property
    def branch(self) -> str:
        """Full name of the branch that HEAD is on; empty when it is on none."""
        return self.checkout.git("symbolic-ref", "--quiet", "HEAD").stdout.strip()

    @cached_property
    def whole(self) -> Mapping[str, Entry]:
        """Everything in the commit, by path."""
        return _listed(self.checkout)

    @cached_property
    def ours(self) -> dict[str, Entry]:
        """The service's part of the commit, by path below its folder."""
        prefix = self.checkout.prefix
        return {
            path.removeprefix(prefix): entry
            for path, entry in self.whole.items()
            if path.startswith(prefix)
        }


def read_committed(repository: Path, folder: str = "") -> Committed | None:
    """Read a service's repository; None where there is none, or where nothing is committed.

    Args:
        repository: a work tree, a folder in one, or a bare repository.
        folder: where below it the service stands.

    Raises:
        ScaffoldError: git cannot read it, or its own files do not parse.
    """
    if not repository.is_dir():
        return None
    words = (*_ASKED, "--is-bare-repository", "--show-object-format")
    found = git.ask("rev-parse", *words, _COMMIT, cwd=repository)
    if found.code and ("not a git repository" in found.stderr or f"'{_COMMIT}'" in found.stderr):
        return None
    git_dir, objects, shown, bare, algorithm, head = _rows(found.succeeded().output)
    prefix = shown + (f"{folder}/" if folder else "")
    is_bare = bare == "true"
    checkout = Checkout(
        folder=Path(git_dir) / "no-work-tree" if is_bare else (repository / folder).resolve(),
        top=Path(git_dir) if is_bare else (repository / ("../" * shown.count("/"))).resolve(),
        git_dir=Path(git_dir),
        objects=(repository / objects).resolve(),
        prefix=prefix,
        algorithm=algorithm,
        head=head,
        tree="",
    )
    recorded, own = _read_files(checkout)
    return Committed(checkout, is_bare, recorded, own)


def _rows(output: bytes) -> list[str]:
    return os.fsdecode(output).removesuffix("\n").split("\n")


def _listed(checkout: Checkout) -> dict[str, Entry]:
    found = checkout.git("ls-tree", "-r", "-z", "--full-tree", checkout.head).succeeded()
    entries = {}
    for row in filter(None, os.fsdecode(found.output).split("\0")):
        facts, _, path = row.partition("\t")
        mode, _, oid = facts.split(" ")
        entries[path] = Entry(mode, oid)
    return entries


def _read_files(checkout: Checkout) -> tuple[Recorded | None, tuple[str, ...]]:
    contents = read_named(checkout, (ANSWERS_FILE, OWN_FILE))
    if ANSWERS_FILE not in contents:
        return None, ()
    where = checkout.top / checkout.prefix
    recorded = parse_recorded(contents[ANSWERS_FILE], where / ANSWERS_FILE)
    own = parse_own(contents[OWN_FILE], where / OWN_FILE) if OWN_FILE in contents else ()
    return recorded, own


def require_recorded(committed: Committed) -> Recorded:
    """The answers file of a service whose version can be rendered again.

    Raises:
        ScaffoldError: it was made from a folder, which has no versions; or was not made by us.
    """
    recorded = committed.recorded
    if recorded is None or not recorded.version:
        raise ScaffoldError(
            f"{committed.checkout.top / committed.checkout.prefix}: no release of a template is "
            f"recorded in its {ANSWERS_FILE}; make services from a release"
        )
    return recorded
