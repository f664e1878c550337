"""Builds a program from a Go module whose hash the lock knows, or from one of our own.

The module is unpacked and built as the main module, so its own ``go.sum`` pins what it depends on,
its replacements count, and files that it forgot to carry can be laid beside it. So can a program of
ours, whose source stands next to this file: it calls what the module has for itself.
"""

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from scaffold import tool
from scaffold.errors import ScaffoldError
from scaffold.lock import OUR_SOURCES, GoModule

TIMEOUT_SECONDS = 3600
NONE: Mapping[str, str] = MappingProxyType({})
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
    with tempfile.TemporaryDirectory(prefix="scaffold-go-") as scratch:
        source = _unpack(module, Path(scratch))
        compile_folder(source, executable, package=module.package, variables=module.variables)


def compile_folder(
    source: Path, executable: Path, *, package: str = ".", variables: Mapping[str, str] = NONE
) -> None:
    """Build a program from the folder of a module, whose ``go.sum`` pins what it depends on.

    Raises:
        ScaffoldError: it does not build, or what it depends on cannot be fetched.
    """
    settings = [f"-X {name}={text}" for name, text in variables.items()]
    linking = " ".join(["-s", "-w", *settings])
    _go("build", "-trimpath", "-ldflags", linking, "-o", str(executable), package, cwd=source)


def platform() -> str:
    """What programs are built for, as Terraform writes it: ``linux_amd64``."""
    return "_".join(_go("env", "GOOS", "GOARCH", cwd=Path.cwd()).split())


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
        shutil.copyfile(OUR_SOURCES / module.main, package / "main.go")
    return source


def _go(*words: str, cwd: Path) -> str:
    environment = {**os.environ, **SETTINGS}
    result = tool.run(
        "go", *words, cwd=cwd, environment=environment, timeout_seconds=TIMEOUT_SECONDS
    )
    return result.succeeded().stdout
