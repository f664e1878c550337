"""A committed service as the files that its checklist is judged by; no work tree is needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from scaffold.fleet.committed import Committed
from scaffold.merging.checkout import read_blobs
from scaffold.merging.objects import Entry

_REGULAR = "100"  # a link's mode begins with 120, a submodule's with 160


@dataclass(frozen=True)
class CommittedTree:
    """What a commit holds below a service's folder; two git processes read all of it.

    Attributes:
        committed: the service.
        name: what it is called.
    """

    committed: Committed
    name: str

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Paths of its regular files."""
        return tuple(sorted(self._files))

    def sizes(self, paths: Iterable[str]) -> dict[str, int]:
        """Bytes of each of these; the objects themselves stay where they are."""
        wanted = [path for path in paths if path in self._files]
        if not wanted:
            return {}
        asked = "".join(f"{self._files[path].oid}\n" for path in wanted).encode()
        words = ("cat-file", "--batch-check=%(objectsize)")
        found = self.committed.checkout.git(*words, stdin=asked).succeeded()
        return dict(zip(wanted, map(int, found.stdout.split()), strict=True))

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """What these hold."""
        checkout = self.committed.checkout
        wanted = {path: self._files[path] for path in paths if path in self._files}
        return read_blobs(checkout, checkout.objects, wanted)

    @cached_property
    def _files(self) -> dict[str, Entry]:
        ours = self.committed.ours
        return {path: entry for path, entry in ours.items() if entry.mode.startswith(_REGULAR)}
