"""What stands in the work tree where the template puts a file, unknown to git; names that clash."""

import os
import stat
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from scaffold.merging.merge import Tree
from scaffold.merging.objects import Entry
from scaffold.merging.rejects import free_name, patch
from scaffold.merging.settlement import Settlement
from scaffold.rendered import LINK
from scaffold.update import Conflict, Kind, Note, Subject


def spare_untracked(
    settlement: Settlement, folder: Path, ours: Tree, contents: Mapping[str, bytes]
) -> Settlement:
    """Leave out what would overwrite something untracked; the template's side goes beside it.

    Args:
        settlement: what is to be written.
        folder: the service's folder.
        ours: what git tracks in it.
        contents: bytes of the files that are to be written.
    """
    rejects, conflicts = dict(settlement.rejects), list(settlement.conflicts)
    after = dict(settlement.after)
    for path, entry in settlement.after.items():
        if entry is None or path in ours or not _blocked(folder, path, entry, settlement, contents):
            continue
        name = free_name(folder, path)
        rejects[name] = patch(path, None, contents[path])
        conflicts.append(_in_the_way(path, name))
        del after[path]
    return replace(settlement, after=after, rejects=rejects, conflicts=tuple(conflicts))


def case_clashes(ours: Tree, after: Mapping[str, Entry | None]) -> list[Note]:
    """Files that the update adds and that differ from another one's name in case alone."""
    final = {path for path in ours if path not in after}
    final |= {path for path, entry in after.items() if entry}
    alike = defaultdict(list)
    for path in sorted(final):
        alike[path.casefold()].append(path)
    return [
        Note(path, Subject.CASE_CLASH, f"differs only in case from {other}: some systems keep one")
        for paths in alike.values()
        for path in paths
        if len(paths) > 1 and path in after and path not in ours
        for other in paths
        if other != path
    ]


def _in_the_way(path: str, name: str) -> Conflict:
    message = (
        "something that git does not track stands where the template puts a file; "
        f"it was left alone, the template's file is in {name}"
    )
    return Conflict(path, Kind.IN_THE_WAY, message, (path,), name)


def _blocked(
    folder: Path, path: str, entry: Entry, settlement: Settlement, contents: Mapping[str, bytes]
) -> bool:
    removed = {gone for gone, left in settlement.after.items() if left is None}
    for parent in PurePosixPath(path).parents[:-1]:
        place = folder / parent
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            return parent.as_posix() not in removed
    place = folder / path
    if not os.path.lexists(place) or path.casefold() in {gone.casefold() for gone in removed}:
        return False
    if place.is_dir() and not place.is_symlink():
        below = (found.relative_to(folder).as_posix() for found in place.rglob("*"))
        return any(name not in removed and not (folder / name).is_dir() for name in below)
    return not _same(place, entry, contents[path])


def _same(place: Path, entry: Entry, content: bytes) -> bool:
    """Whether exactly this file stands there already."""
    mode = place.lstat().st_mode
    if stat.S_ISLNK(mode):
        return entry.mode == f"{LINK:o}" and os.fsencode(place.readlink()) == content
    executable = entry.mode.endswith("755")
    return stat.S_ISREG(mode) and bool(mode & 0o100) is executable and place.read_bytes() == content
