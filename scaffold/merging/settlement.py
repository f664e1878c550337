"""A merge with every clash decided: what is to be written, what is left to the user."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scaffold.merging.checkout import Checkout, read_blobs
from scaffold.merging.merge import Merge, Sides
from scaffold.merging.objects import SUBMODULE, Entry, ObjectFolder
from scaffold.merging.verdict import Court, Terms, judge
from scaffold.update import Conflict, Note


@dataclass(frozen=True)
class Settlement:
    """What is to be written.

    Attributes:
        after: what becomes of each path that changes; None is gone.
        origins: where a moved path of ``after`` stood before.
        unmerged: entries of the index by path and stage, for paths that are not merged.
        rejects: content of the files with the template's side, by path; git does not track them.
        conflicts: what is left to the user.
        notes: what was settled.
    """

    after: Mapping[str, Entry | None]
    origins: Mapping[str, str]
    unmerged: Mapping[tuple[str, int], Entry]
    rejects: Mapping[str, bytes]
    conflicts: tuple[Conflict, ...]
    notes: tuple[Note, ...]


def settle(
    checkout: Checkout,
    store: ObjectFolder,
    sides: Sides,
    merge: Merge,
    terms: Terms,
) -> Settlement:
    """Decide every clash.

    Args:
        checkout: the user's repository.
        store: scratch object folder; new versions of files go there.
        sides: what was merged.
        merge: what git made of it.
        terms: how.
    """
    merge = _with_plain_names(merge)
    court = Court(
        store=store,
        ours=sides.ours,
        merge=merge,
        terms=terms,
        folder=checkout.folder,
        blobs=_read(checkout, store, merge),
    )
    verdicts = [judge(court, clash) for clash in merge.clashes]
    kept = frozenset().union(*(verdict.kept for verdict in verdicts))
    after = {path: entry for path, entry in merge.after.items() if path not in kept}
    for verdict in verdicts:
        after |= verdict.written
    origins = {path: o for path, o in merge.origins.items() if not {path, o} & kept}
    return Settlement(
        after=after,
        origins=origins,
        unmerged={key: e for verdict in verdicts for key, e in verdict.unmerged.items()},
        rejects={path: c for verdict in verdicts for path, c in verdict.rejects.items()},
        conflicts=tuple(verdict.conflict for verdict in verdicts if verdict.conflict),
        notes=tuple(verdict.note for verdict in verdicts if verdict.note),
    )


def _with_plain_names(merge: Merge) -> Merge:
    """Call ``docs~<commit>``, where git moves what cannot stand at ``docs``, by its side."""
    mine, new, _ = merge.labels

    def plain(path: str) -> str:
        return path.replace(f"~{mine}", "~yours").replace(f"~{new}", "~template")

    def worded(said: str) -> str:
        return said.replace(mine, "your tree").replace(new, "the template")

    clashes = (
        replace(
            clash,
            paths=tuple(map(plain, clash.paths)),
            stages={(plain(path), stage): e for (path, stage), e in clash.stages.items()},
            said=worded(plain(clash.said)),
        )
        for clash in merge.clashes
    )
    return replace(
        merge,
        after={plain(path): entry for path, entry in merge.after.items()},
        origins={plain(path): plain(origin) for path, origin in merge.origins.items()},
        clashes=tuple(clashes),
    )


def _read(checkout: Checkout, store: ObjectFolder, merge: Merge) -> dict[str, bytes]:
    """Content of every blob that a clash is about, by id."""
    entries = [entry for clash in merge.clashes for entry in clash.stages.values()]
    entries += [
        entry for clash in merge.clashes for path in clash.paths if (entry := merge.after.get(path))
    ]
    wanted = {entry.oid: entry for entry in entries if entry.mode != SUBMODULE}
    return read_blobs(checkout, store.root, wanted)
