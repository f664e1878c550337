"""Unpacks an npm package, checked by hash; nothing of it is run."""

import base64
import hashlib
import tarfile
from pathlib import Path

from scaffold import tool
from scaffold.errors import ScaffoldError
from scaffold.lock import Tarball

TIMEOUT_SECONDS = 300


def unpack(tarball: Tarball, folder: Path) -> Path:
    """Fetch a package into a folder and return the folder of its files.

    Raises:
        ScaffoldError: it cannot be fetched, or is not what the lock says.
    """
    wanted = f"{tarball.package}@{tarball.version}"
    words = ("pack", "--silent", "--ignore-scripts", wanted)
    packed = tool.run("npm", *words, cwd=folder, timeout_seconds=TIMEOUT_SECONDS).succeeded()
    path = folder / packed.stdout.split()[-1]
    integrity = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if integrity != tarball.integrity:
        raise ScaffoldError(f"{wanted} has the sha512 {integrity}, the lock says otherwise")
    unpacked = folder / path.stem
    with tarfile.open(path) as archive:
        archive.extractall(unpacked, filter="data")
    return unpacked / "package"
