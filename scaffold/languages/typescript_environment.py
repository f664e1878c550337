"""The packages of a TypeScript service: installed once for each lock file, outside of it."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import platformdirs

from scaffold import tool
from scaffold.errors import ScaffoldError, ToolMissingError
from scaffold.program import run_program
from scaffold.turns import alone

LOCK_FILE = "package-lock.json"

_INSTALL_TIMEOUT_SECONDS = 600
_LEAST_NODE = (22, 18)
_INPUTS = ("package.json", LOCK_FILE, ".npmrc")


def find(root: Path) -> Path:
    """The folder that holds ``node_modules`` as a repository's lock file describes it.

    Raises:
        ScaffoldError: the lock file is missing, npm is, or a package cannot be installed; quotes
            npm.
    """
    for name in _INPUTS[:2]:
        if not (root / name).is_file():
            raise ScaffoldError(f"{name}: no such file; make lock writes the lock file")
    inputs = [root / name for name in _INPUTS if (root / name).is_file()]
    key = hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()[:20]
    environment = platformdirs.user_cache_path("scaffold") / "environments" / f"typescript-{key}"
    if not environment.is_dir():
        with alone(environment.with_suffix(".lock")):
            if not environment.is_dir():
                _make(environment, inputs)
    return environment


def node(root: Path) -> Path:
    """The Node.js to run a service with: the one that it locks, else the one on ``PATH``.

    Raises:
        ScaffoldError: there is none that is new enough.
    """
    locked = find(root) / "node_modules" / ".bin" / "node"
    if locked.exists():
        return locked
    found = shutil.which("node")
    wanted = ".".join(map(str, _LEAST_NODE))
    if found is None:
        raise ToolMissingError(
            f"node is not installed; a service in TypeScript needs {wanted} or newer"
        )
    said = run_program(Path(found), "--version", cwd=root).succeeded().stdout.strip()
    version = tuple(int(part) for part in said.removeprefix("v").split(".")[:2])
    if version < _LEAST_NODE:
        needs = f"a service in TypeScript needs {wanted} or newer"
        raise ToolMissingError(f"{found} is {said}; {needs}")
    return Path(found)


def version(root: Path, package: str) -> str:
    """Version of an installed package, or nothing when it is not installed."""
    path = find(root) / "node_modules" / package / "package.json"
    return str(json.loads(path.read_text(encoding="utf-8"))["version"]) if path.is_file() else ""


def _make(environment: Path, inputs: list[Path]) -> None:
    """Install beside its place and move it there, so that it is whole or absent."""
    npm = tool.locate("npm").path
    scratch = Path(tempfile.mkdtemp(prefix=f".{environment.name}-", dir=environment.parent))
    try:
        for path in inputs:
            shutil.copyfile(path, scratch / path.name)
        run_program(
            npm,
            *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
            cwd=scratch,
            environment=dict(os.environ),
            timeout_seconds=_INSTALL_TIMEOUT_SECONDS,
        ).succeeded()
        scratch.rename(environment)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
