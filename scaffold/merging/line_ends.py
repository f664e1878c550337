"""Line ends of a render, as the user's repository keeps them: they are no difference to merge."""

from collections.abc import Mapping
from pathlib import Path

from scaffold.merging.checkout import Checkout
from scaffold.merging.merge import Tree
from scaffold.merging.objects import Entry, ObjectFolder
from scaffold.rendered import LINK, File

_CRLF, _LF = b"\r\n", b"\n"


def write_renders(
    checkout: Checkout,
    store: ObjectFolder,
    ours: Tree,
    old: Mapping[str, File],
    new: Mapping[str, File],
) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Write the blobs of two renders as git would keep them in this repository.

    Where git's attributes or settings turn CRLF into LF, the renders get LF. Where the user turned
    the line ends of a whole file, both renders of it are turned as well.
    """
    entries = (_write(checkout, store, ours, old), _write(checkout, store, ours, new))
    for path in old.keys() & new.keys() & ours.keys():
        if ours[path] == entries[0][path] or old[path].mode == LINK or new[path].mode == LINK:
            continue
        turned = _turned(checkout.folder / path, ours[path], old[path].content, store)
        for side, files in zip(entries, (old, new), strict=True):
            if turned:
                content = _with(files[path].content, turned)
                side[path] = Entry(side[path].mode, store.write_blob(content))
    return entries


def _write(
    checkout: Checkout, store: ObjectFolder, ours: Tree, files: Mapping[str, File]
) -> dict[str, Entry]:
    entries = store.write_files(files, {entry.oid for entry in ours.values()})
    for path, file in files.items():
        if _CRLF in file.content and file.mode != LINK and ours.get(path) != entries[path]:
            words = ("hash-object", "-w", "--stdin", f"--path={checkout.prefix}{path}")
            cleaned = checkout.git(*words, stdin=file.content, scratch=store.root).succeeded()
            entries[path] = Entry(entries[path].mode, cleaned.stdout.strip())
    return entries


def _turned(place: Path, entry: Entry, old: bytes, store: ObjectFolder) -> bytes:
    """The line ends that the user gave the whole file; nothing when they are as they were."""
    if place.is_symlink() or not place.is_file():
        return b""
    content = place.read_bytes()
    if store.oid_of(content) != entry.oid:  # git itself turns them on the way
        return b""
    theirs, before = _line_ends(content), _line_ends(old)
    return theirs if theirs and before and theirs != before else b""


def _line_ends(content: bytes) -> bytes:
    """CRLF or LF, where all lines end so; nothing for a binary or mixed file."""
    lines, carriage = content.count(_LF), content.count(_CRLF)
    if not lines or b"\0" in content or carriage not in {0, lines}:
        return b""
    return _CRLF if carriage else _LF


def _with(content: bytes, line_ends: bytes) -> bytes:
    plain = content.replace(_CRLF, _LF)
    return plain.replace(_LF, _CRLF) if line_ends == _CRLF else plain
