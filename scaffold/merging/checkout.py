"""The user's checkout around a service's folder: where it stands, what is in it, its index.

Nothing here writes, but :func:`update_index`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scaffold import git
from scaffold.errors import UsageError
from scaffold.merging.objects import Entry, ObjectFolder
from scaffold.program import Result

_NAMED = 5


@dataclass(frozen=True)
class Checkout:
    """A work tree, seen from one folder in it.

    Attributes:
        folder: the service's folder.
        top: top folder of the work tree.
        git_dir: this work tree's own git folder.
        objects: the repository's object folder.
        prefix: the folder's path below ``top``: empty, or with a slash at its end.
        algorithm: ``sha1`` or ``sha256``.
        head: id of the commit that is checked out.
        tree: id of the folder's tree in that commit.
    """

    folder: Path
    top: Path
    git_dir: Path
    objects: Path
    prefix: str
    algorithm: str
    head: str
    tree: str

    @property
    def room(self) -> Path:
        """Where updates of this folder keep their journal."""
        return self.git_dir / "scaffold" / (quote(self.prefix, safe="") or "top")

    def git(self, *words: str, stdin: bytes | None = None, scratch: Path | None = None) -> Result:
        """Run git at the top; it takes no locks of its own accord and runs no hooks.

        Args:
            words: arguments after ``git``.
            stdin: what it reads.
            scratch: an object folder in front of the repository's own: new objects go there.
        """
        environment = {"GIT_OPTIONAL_LOCKS": "0"}
        if scratch:
            environment |= {
                "GIT_OBJECT_DIRECTORY": str(scratch),
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(self.objects),
            }
        quiet = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false")
        return git.ask(*quiet, *words, cwd=self.top, stdin=stdin, environment=environment)


@dataclass(frozen=True)
class Listing:
    """What is committed in the folder, which is all there is: it is clean.

    Attributes:
        entries: by path below the folder.
        hidden: paths whose files git does not look at: their edits are invisible.
    """

    entries: Mapping[str, Entry]
    hidden: frozenset[str]


def find_checkout(folder: Path) -> Checkout:
    """Find the repository around a folder.

    Raises:
        UsageError: there is none, or the folder is in no commit yet.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    asked = ("--show-toplevel", "--absolute-git-dir", "--git-path", "objects", "--show-prefix")
    found = git.ask("rev-parse", *asked, "--show-object-format", "HEAD", "HEAD:./", cwd=folder)
    if found.code and "not a git repository" in found.stderr:
        raise UsageError(
            f"{folder}: not in a git repository, and git merges the updates; "
            "run `git init`, `git add --all` and `git commit` there first"
        )
    rows = os.fsdecode(found.output).splitlines()
    if found.code and len(rows) >= len(asked):
        raise UsageError(
            f"{folder}: nothing of it is committed, so there is nothing to merge with; "
            "run `git add --all` and `git commit` first"
        )
    found.succeeded()
    top, git_dir, objects, prefix, algorithm, head, tree = rows
    return Checkout(
        folder=folder.resolve(),
        top=Path(top),
        git_dir=Path(git_dir),
        objects=(folder / objects).resolve(),
        prefix=prefix,
        algorithm=algorithm,
        head=head,
        tree=tree,
    )


def read_clean(checkout: Checkout, store: ObjectFolder) -> Listing:
    """List the folder's committed files, when nothing in it differs from the commit.

    Untracked files are no difference: what would touch one finds that out for itself.

    Args:
        checkout: the repository.
        store: scratch folder for the trees that are compared.

    Raises:
        UsageError: something in the folder is not committed; names it.
    """
    entries: dict[str, Entry] = {}
    hidden = set()
    clean = True
    for tag, _, path, entry in _listed(checkout, "-v", "--modified", "--deleted"):
        entries[path] = entry
        clean = clean and tag.upper() in {"H", "S"}
        if tag == "S" or tag.islower():
            hidden.add(path)
    if not clean or store.write_tree(entries) != checkout.tree:
        raise UsageError(_unclean(checkout))
    return Listing(entries, frozenset(hidden))


def read_index(checkout: Checkout) -> dict[str, Entry]:
    """What the index has of the folder; the user's side of what is not merged."""
    return {path: entry for _, stage, path, entry in _listed(checkout, "-v") if stage in {"0", "2"}}


def unmerged(checkout: Checkout) -> list[str]:
    """Paths that the index has more than one side of."""
    return sorted({path for _, stage, path, _ in _listed(checkout, "-v") if stage != "0"})


def ignored(checkout: Checkout, paths: Iterable[str]) -> frozenset[str]:
    """Those of the untracked paths that git ignores."""
    asked = "".join(f"{checkout.prefix}{path}\0" for path in paths)
    if not asked:
        return frozenset()
    found = checkout.git("check-ignore", "-z", "--stdin", stdin=os.fsencode(asked))
    rows = os.fsdecode(found.output).split("\0")
    return frozenset(row.removeprefix(checkout.prefix) for row in rows if row)


def read_blobs(
    checkout: Checkout, scratch: Path, wanted: Mapping[str, Entry], *, as_files: bool = False
) -> dict[str, bytes]:
    """Read blobs, in one process.

    Args:
        checkout: the repository.
        scratch: object folder that stands in front of its own.
        wanted: blobs by a path of theirs.
        as_files: the bytes that a checkout writes there: with its line ends and filters.
    """
    if not wanted:
        return {}
    mark = os.urandom(16).hex().encode()  # a size, which is the other way, is that of the blob
    words = ("cat-file", "-z", f"--batch={mark.decode()}", *(["--filters"] if as_files else []))
    asked = "".join(
        f"{entry.oid} {checkout.prefix}{path}\0" if as_files else f"{entry.oid}\0"
        for path, entry in wanted.items()
    )
    found = checkout.git(*words, stdin=os.fsencode(asked), scratch=scratch).succeeded()
    _, *contents = found.output.split(mark + b"\n")
    return {path: content[:-1] for path, content in zip(wanted, contents, strict=True)}


def read_named(checkout: Checkout, paths: Iterable[str]) -> dict[str, bytes]:
    """Read those of the files that the commit has in the folder, in one process, unlisted."""
    asked = "".join(f"{checkout.head}:{checkout.prefix}{path}\0" for path in paths)
    rest = checkout.git("cat-file", "-z", "--batch", stdin=os.fsencode(asked)).succeeded().output
    contents = {}
    for path in paths:
        name = os.fsencode(f"{checkout.head}:{checkout.prefix}{path} missing\n")
        if rest.startswith(name):
            rest = rest.removeprefix(name)
            continue
        facts, _, rest = rest.partition(b"\n")
        _, kind, size = facts.split(b" ")
        if kind == b"blob":
            contents[path] = rest[: int(size)]
        rest = rest[int(size) + 1 :]
    return contents


def update_index(checkout: Checkout, lines: str) -> None:
    """Change entries of the index, all in one step.

    Args:
        checkout: the repository.
        lines: ``mode oid stage<tab>path``, each ended by a NUL; mode 0 removes a path.

    Raises:
        ScaffoldError: the index is locked by another git, say; nothing is changed.
    """
    stdin = os.fsencode(lines)
    checkout.git("update-index", "-z", "--index-info", stdin=stdin).succeeded()


def _listed(checkout: Checkout, *more: str) -> Iterator[tuple[str, str, str, Entry]]:
    """Rows of the index below the folder: tag, stage, path, entry."""
    words = ("ls-files", "-z", "--stage", "--cached", *more, "--", checkout.prefix or ".")
    for row in os.fsdecode(checkout.git(*words).succeeded().output).split("\0"):
        if row:
            facts, _, path = row.partition("\t")
            tag, mode, oid, stage = facts.split(" ")
            yield tag, stage, path.removeprefix(checkout.prefix), Entry(mode, oid)


def _unclean(checkout: Checkout) -> str:
    words = ("status", "--porcelain", "--untracked-files=no", "--ignore-submodules=dirty")
    said = checkout.git(*words, "--", checkout.prefix or ".").stdout.splitlines()
    shown = "".join(f"\n  {line}" for line in said[:_NAMED])
    more = f"\n  and {len(said) - _NAMED} more" if len(said) > _NAMED else ""
    return (
        f"{checkout.folder}: has changes that are not committed, and an update must not mix with "
        f"them; run `git commit` or `git stash` first:{shown}{more}"
    )


def _quoted(path: Path) -> str:
    """Write a path so that git does not split it at a colon."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
