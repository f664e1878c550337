"""Builds a program from a Go module whose hash the lock knows.

The module is unpacked and built as the main module, so its own ``go.sum`` pins what it depends on,
its replacements count, and files that it forgot to carry can be laid beside it. So can a program of
ours, whose source stands next to this file: it calls what the module has for itself.
"""

import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

from scaffold import tool
from scaffold.errors import ScaffoldError
from scaffold.lock import GoModule

TIMEOUT_SECONDS = 3600
SETTINGS = {
    "CGO_ENABLED": "0",
    "GOFLAGS": "-mod=readonly -buildvcs=false",
    "GOTOOLCHAIN": "local",
    "GOWORK": "off",
}


def build(module: GoModule, executable: Path) -> None:
    """Build a module's program.

    Raises:
        ScaffoldError: it cannot be fetched, is not what the lock says, or does not build.
    """
    variables = [f"-X {name}={text}" for name, text in module.variables.items()]
    linking = " ".join(["-s", "-w", *variables])
    with tempfile.TemporaryDirectory(prefix="scaffold-go-") as scratch:
        source = _unpack(module, Path(scratch))
        words = ("-trimpath", "-ldflags", linking, "-o", str(executable), module.package)
        _go("build", *words, cwd=source)


def _unpack(module: GoModule, scratch: Path) -> Path:
    """Fetch a module with Go's own client and return the folder of its source."""
    wanted = f"{module.module}@{module.version}"
    download = json.loads(_go("mod", "download", "-json", wanted, cwd=scratch))
    if download["Sum"] != module.checksum:
        raise ScaffoldError(
            f"{wanted} has the hash {download['Sum']}, the lock says {module.checksum}"
        )
    with zipfile.ZipFile(download["Zip"]) as archive:
        archive.extractall(scratch)
    source = scratch / wanted
    for name in module.placeholders:
        placeholder = source / name
        placeholder.parent.mkdir(parents=True, exist_ok=True)
        placeholder.touch()
    if module.main:
        package = source / module.package
        package.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(__file__).with_name(module.main), package / "main.go")
    return source


def _go(*words: str, cwd: Path) -> str:
    environment = {**os.environ, **SETTINGS}
    result = tool.run(
        "go", *words, cwd=cwd, environment=environment, timeout_seconds=TIMEOUT_SECONDS
    )
    return result.succeeded().stdout
