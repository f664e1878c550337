"""Git objects written by hand: blobs, trees and commits as loose files, without a process.

Only writing stands here; git reads them.
"""

import hashlib
import os
import shutil
import zlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scaffold.rendered import File
from scaffold.scratch import scratch

SUBMODULE = "160000"
_TREE = "40000"
_AUTHOR = b"scaffold <scaffold@localhost> 0 +0000"


@dataclass(frozen=True)
class Entry:
    """What a tree says of one path.

    Attributes:
        mode: ``100644``, ``100755``, ``120000`` (a link) or ``160000`` (a submodule).
        oid: hexadecimal id of the object.
    """

    mode: str
    oid: str


@dataclass(frozen=True)
class ObjectFolder:
    """A folder of loose objects.

    Attributes:
        root: the folder.
        algorithm: the repository's hash: ``sha1`` or ``sha256``.
    """

    root: Path
    algorithm: str = "sha1"

    def oid_of(self, content: bytes) -> str:
        """The id that a blob has."""
        return self._digest(_framed("blob", content))

    def write_blob(self, content: bytes) -> str:
        """Write a blob and return its id."""
        return self._write("blob", content)

    def write_files(
        self, files: Mapping[str, File], known: Container[str] = frozenset()
    ) -> dict[str, Entry]:
        """Write the blob of every file, but those that stand elsewhere; return the entries."""
        entries = {}
        for path, file in files.items():
            oid = self.oid_of(file.content)
            if oid not in known:
                self.write_blob(file.content)
            entries[path] = Entry(f"{file.mode:o}", oid)
        return entries

    def write_tree(self, entries: Mapping[str, Entry]) -> str:
        """Write a tree with all its subtrees and return its id.

        Args:
            entries: by path, with ``/`` between folders.
        """
        rows: list[tuple[bytes, bytes]] = []
        folders: dict[str, dict[str, Entry]] = defaultdict(dict)
        for path, entry in entries.items():
            folder, slash, rest = path.partition("/")
            if slash:
                folders[folder][rest] = entry
            else:
                rows.append((os.fsencode(path), _row(path, entry)))
        for folder, below in folders.items():
            tree = Entry(_TREE, self.write_tree(below))
            rows.append((os.fsencode(folder) + b"/", _row(folder, tree)))
        return self._write("tree", b"".join(row for _, row in sorted(rows)))

    def write_commit(self, tree: str, *parents: str) -> str:
        """Write a commit that nobody sees and return its id."""
        lines = [b"tree " + tree.encode()]
        lines += [b"parent " + parent.encode() for parent in parents]
        lines += [b"author " + _AUTHOR, b"committer " + _AUTHOR, b"", b""]
        return self._write("commit", b"\n".join(lines))

    def copy_to(self, destination: Path, oids: Iterable[str]) -> None:
        """Copy those of the objects that stand here into another object folder."""
        for oid in oids:
            source, target = self._path(oid), destination / oid[:2] / oid[2:]
            if source.exists() and not target.exists():
                target.parent.mkdir(exist_ok=True)
                part = target.with_name(f"tmp_obj_{os.getpid()}")  # git prunes this name
                shutil.copyfile(source, part)
                part.chmod(0o444)
                part.replace(target)

    def oids(self) -> list[str]:
        """Ids of everything that stands here."""
        return [f"{path.parent.name}{path.name}" for path in self.root.glob("??/*")]

    def _write(self, kind: str, content: bytes) -> str:
        framed = _framed(kind, content)
        oid = self._digest(framed)
        folder = f"{self.root}/{oid[:2]}"
        if not os.path.exists(f"{folder}/{oid[2:]}"):  # noqa: PTH110 - Path is slow, objects many
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above
            with open(f"{folder}/{oid[2:]}", "wb") as file:  # noqa: PTH123 - as above
                file.write(zlib.compress(framed, 1))
        return oid

    def _digest(self, framed: bytes) -> str:
        return hashlib.new(self.algorithm, framed, usedforsecurity=False).hexdigest()

    def _path(self, oid: str) -> Path:
        return self.root / oid[:2] / oid[2:]


@contextmanager
def scratch_objects(algorithm: str) -> Iterator[ObjectFolder]:
    """Make a folder of loose objects that is gone after the ``with`` block."""
    with scratch("objects") as place:
        yield ObjectFolder(place, algorithm)


def _framed(kind: str, content: bytes) -> bytes:
    return f"{kind} {len(content)}\0".encode() + content


def _row(name: str, entry: Entry) -> bytes:
    return f"{entry.mode} ".encode() + os.fsencode(name) + b"\0" + bytes.fromhex(entry.oid)
