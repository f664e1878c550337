"""A rendered project in memory: what copier would write, and the writing of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLAIN = 0o100644
EXECUTABLE = 0o100755
LINK = 0o120000


@dataclass(frozen=True)
class File:
    """One file.

    Attributes:
        content: its bytes; of a symbolic link, where it points.
        mode: as git records it: ``PLAIN``, ``EXECUTABLE`` or ``LINK``.
    """

    content: bytes
    mode: int = PLAIN


@dataclass(frozen=True)
class Rendered:
    """A project.

    Attributes:
        files: by path, relative, with forward slashes, sorted.
        folders: every folder, those without a file too, sorted.
    """

    files: Mapping[str, File]
    folders: tuple[str, ...]

    def write(self, destination: Path) -> None:
        """Write it into a folder that does not exist yet or is empty."""
        destination.mkdir(parents=True, exist_ok=True)
        for folder in self.folders:
            (destination / folder).mkdir(exist_ok=True)
        for path, file in self.files.items():
            place = destination / path
            if file.mode == LINK:
                place.symlink_to(file.content.decode())
                continue
            place.write_bytes(file.content)
            if file.mode == EXECUTABLE:
                place.chmod(place.stat().st_mode | 0o111)


def gather(files: Mapping[str, File], folders: set[str]) -> Rendered:
    """Sort what was rendered, and add the folders that the files stand in."""
    within = {
        path[:end]
        for path in (*files, *folders)
        for end, letter in enumerate(path)
        if letter == "/"
    }
    return Rendered(dict(sorted(files.items())), tuple(sorted((within | folders) - {"."})))


def read(root: Path) -> Rendered:
    """Read a project that was rendered into a folder."""
    files, folders = {}, set()
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            files[name] = File(str(path.readlink()).encode(), LINK)
        elif path.is_dir():
            folders.add(name)
        else:
            files[name] = File(path.read_bytes(), mode_of(path))
    return gather(files, folders)


def mode_of(path: Path) -> int:
    """The mode that git would record for a file."""
    return EXECUTABLE if path.stat().st_mode & 0o100 else PLAIN
