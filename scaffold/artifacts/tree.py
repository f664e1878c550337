"""The files of a repository, wherever they are kept: in a folder, or in git's objects."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from scaffold.artifacts.files import list_files


class Tree(Protocol):
    """Regular files of a repository, by their path; links are none and are never followed."""

    @property
    def name(self) -> str:
        """What the repository is called."""
        ...

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of its files, relative to it, with forward slashes, sorted."""
        ...

    def sizes(self, paths: Iterable[str]) -> Mapping[str, int]:
        """Bytes that each of these files has; one that is no regular file is not in it."""
        ...

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """What these files hold; one that cannot be read is not in it."""
        ...


@dataclass(frozen=True)
class WorkTree:
    """A folder: what git knows there or does not ignore, else everything but build folders.

    Attributes:
        root: the folder.
    """

    root: Path

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.root.resolve().name

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Paths of its files; links are left out."""
        listed = list_files(self.root)
        return tuple(path for path in listed if not os.path.islink(f"{self.root}/{path}"))  # noqa: PTH114 - Path is slow, files are many

    def sizes(self, paths: Iterable[str]) -> dict[str, int]:
        """Bytes of each regular file among these."""
        return dict(self._sizes(paths))

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """What these files hold."""
        return dict(self._contents(paths))

    def _sizes(self, paths: Iterable[str]) -> Iterator[tuple[str, int]]:
        for path in paths:
            try:
                facts = (self.root / path).lstat()
            except OSError:  # gone meanwhile, or a name that this machine cannot write
                continue
            if stat.S_ISREG(facts.st_mode):
                yield path, facts.st_size

    def _contents(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path, _ in self._sizes(paths):
            try:
                yield path, (self.root / path).read_bytes()
            except OSError:
                continue
