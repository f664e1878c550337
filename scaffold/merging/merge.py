"""A three-way merge of (old render, new render, the user's tree) by git, on objects alone.

What git says of it stands here; what becomes of the clashes stands in ``settlement.py``.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.merging.checkout import Checkout
from scaffold.merging.objects import Entry, ObjectFolder

Tree = Mapping[str, Entry]
"""Entries by path below the service's folder."""

_SETTINGS = (  # a person's own settings change no result
    *("-c", "merge.renames=true"),
    *("-c", "merge.directoryRenames=conflict"),
    *("-c", "merge.renameLimit=7000"),
    *("-c", "merge.renormalize=false"),
)
_CLEAN, _CLASHES = 0, 1
_USAGE = 129


@dataclass(frozen=True)
class Sides:
    """What is merged.

    Attributes:
        base: the old version's render.
        ours: the user's tree.
        theirs: the new version's render.
    """

    base: Tree
    ours: Tree
    theirs: Tree


@dataclass(frozen=True)
class Clash:
    """One thing that git could not merge.

    Attributes:
        types: git's stable names for it, such as ``CONFLICT (modify/delete)``.
        paths: every path involved, the one to look at first.
        stages: entries by path and stage: 1 base, 2 ours, 3 theirs.
        said: git's words.
    """

    types: frozenset[str]
    paths: tuple[str, ...]
    stages: Mapping[tuple[str, int], Entry]
    said: str

    def side(self, stage: int) -> Entry | None:
        """The entry of one side, where the clash has exactly that one or none."""
        return next((entry for (_, own), entry in self.stages.items() if own == stage), None)


@dataclass(frozen=True)
class Merge:
    """What git made of it.

    Attributes:
        after: what becomes of each path that differs from the user's tree; None is gone.
        origins: where a path of ``after`` that was moved stood before.
        clashes: what could not be merged; in ``after`` they stand as git left them.
        labels: how git calls the sides in markers and names: (ours, theirs, base).
    """

    after: Mapping[str, Entry | None]
    origins: Mapping[str, str]
    clashes: tuple[Clash, ...]
    labels: tuple[str, str, str]


def merge(checkout: Checkout, store: ObjectFolder, sides: Sides) -> Merge:
    """Merge; nothing of the repository is touched.

    Args:
        checkout: the user's repository.
        store: scratch object folder that has the blobs of both renders; new objects go there.
        sides: what is merged.

    Raises:
        ScaffoldError: git cannot do it.
    """
    base, ours, theirs = (
        store.write_tree({checkout.prefix + path: entry for path, entry in side.items()})
        for side in (sides.base, sides.ours, sides.theirs)
    )
    old = store.write_commit(base)
    mine, new = store.write_commit(ours, old), store.write_commit(theirs, old)
    words = (*_SETTINGS, "merge-tree", "--write-tree", "-z", "--messages", mine, new)
    found = checkout.git(*words, scratch=store.root)
    if found.code not in {_CLEAN, _CLASHES} or (found.code and not found.output):
        advice = "; git 2.38 or newer is needed" if found.code == _USAGE else ""
        raise ScaffoldError(f"git merge-tree failed ({found.code}){advice}: {found.stderr.strip()}")
    tree, clashes = _read(os.fsdecode(found.output), checkout.prefix)
    after, origins = _differences(checkout, store.root, ours, tree)
    return Merge(after, origins, clashes, (mine, new, old))


def _differences(
    checkout: Checkout, scratch: Path, before: str, tree: str
) -> tuple[dict[str, Entry | None], dict[str, str]]:
    """What differs between two trees, and where moved files came from."""
    if before == tree:
        return {}, {}
    words = ("diff-tree", "-r", "-z", "--raw", "--find-renames", "--no-abbrev", before, tree)
    fields = iter(os.fsdecode(checkout.git(*words, scratch=scratch).succeeded().output).split("\0"))
    after: dict[str, Entry | None] = {}
    origins: dict[str, str] = {}
    for facts in filter(None, fields):
        _, mode, _, oid, letter = facts.split(" ")
        path = next(fields).removeprefix(checkout.prefix)
        if letter.startswith("R"):
            origin, path = path, next(fields).removeprefix(checkout.prefix)
            after.setdefault(origin, None)
            origins[path] = origin
        after[path] = None if letter == "D" else Entry(mode, oid)
    return after, origins


def _read(output: str, prefix: str) -> tuple[str, tuple[Clash, ...]]:
    """The result's tree and the clashes, from ``merge-tree -z --messages``."""
    tree, *fields = output.split("\0")
    end = fields.index("") if "" in fields else 0
    stages = {}
    for row in fields[:end]:
        facts, _, path = row.partition("\t")
        mode, oid, stage = facts.split(" ")
        stages[path.removeprefix(prefix), int(stage)] = Entry(mode, oid)
    messages = (
        (tuple(path.removeprefix(prefix) for path in paths), kind, said)
        for paths, kind, said in _messages(iter(fields[end + 1 :]))
        if kind.startswith("CONFLICT")
    )
    return tree, tuple(_clashes(messages, stages))


def _messages(fields: Iterator[str]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for count in fields:
        if count.isdigit():
            paths = tuple(next(fields) for _ in range(int(count)))
            yield paths, next(fields), next(fields).strip()


def _clashes(
    messages: Iterator[tuple[tuple[str, ...], str, str]],
    stages: Mapping[tuple[str, int], Entry],
) -> Iterator[Clash]:
    """Messages that share a path are about one clash."""
    groups: list[tuple[list[str], set[str], list[str]]] = []
    for paths, kind, said in messages:
        alike = [group for group in groups if set(group[0]) & set(paths)]
        groups = [group for group in groups if group not in alike]
        everything = (*alike, (list(paths), {kind}, [said]))
        groups.append(
            (
                list(dict.fromkeys(path for group in everything for path in group[0])),
                {kind for group in everything for kind in group[1]},
                [words for group in everything for words in group[2]],
            )
        )
    named = {path for group in groups for path in group[0]}
    groups += [([path], set(), []) for path in sorted({path for path, _ in stages} - named)]
    for involved, kinds, words in groups:
        own = {key: entry for key, entry in stages.items() if key[0] in involved}
        yield Clash(frozenset(kinds), tuple(involved), own, "; ".join(words))
