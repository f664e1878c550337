"""A process of somebody else's that works on members for a while: it takes turns and tidies up."""

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[2]
_TURN = threading.Lock()


@contextmanager
def own_place(kept: Path) -> Iterator[None]:
    """Work with a temporary folder and a cache of one's own, one thread after the other.

    The temporary folder is not put into the process's own, whose name may be too long for sockets.

    Args:
        kept: folder of the cache, which serves the next member; whose process it is removes it.
    """
    with _TURN, tempfile.TemporaryDirectory(prefix="scaffold-") as temporary:
        chosen = {"TMPDIR": temporary, "SCAFFOLD_CACHE": str(kept)}
        before = {name: os.environ.get(name) for name in chosen}
        usual, tempfile.tempdir = tempfile.tempdir, temporary
        os.environ |= chosen
        try:
            yield
        finally:
            tempfile.tempdir = usual
            for name, value in before.items():
                del os.environ[name]
                os.environ |= {name: value} if value is not None else {}


@cache
def fingerprint() -> str:
    """Digest of everything that scaffold consists of, the releases that it carries included."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            content = path.read_bytes()
            digest.update(f"{path.relative_to(_PACKAGE).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()
