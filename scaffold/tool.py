"""Finds the tools of the lock, on PATH or in the tools folder, and runs them."""

import json
import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

from scaffold import lock
from scaffold.errors import ScaffoldError, ToolMissingError
from scaffold.program import Result, run_program

__all__ = [
    "Result",
    "Tool",
    "ask_version",
    "candidates",
    "installed_path",
    "locate",
    "run",
    "run_program",
    "tools_folder",
]

VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Tool:
    """A program that was found.

    Attributes:
        name: the program's own: ``tofu`` where it stands in for ``terraform``.
        version: what it says of itself, such as ``3.13.1``.
        path: the executable (or, for data such as schemas, the folder).
    """

    name: str
    version: str
    path: Path


def run(
    name: str,
    *arguments: str | Path,
    cwd: Path,
    stdin: str | None = None,
    environment: Mapping[str, str] | None = None,
    timeout_seconds: float = 120,
) -> Result:
    """Run a tool of the lock to its end; see :func:`scaffold.program.run_program`.

    Raises:
        ToolMissingError: it is not on this machine.
        ScaffoldError: it cannot be started, or it ran out of time.
    """
    return run_program(
        locate(name).path,
        *arguments,
        cwd=cwd,
        stdin=stdin,
        environment=environment,
        timeout_seconds=timeout_seconds,
    )


def locate(name: str) -> Tool:
    """Find a tool: on PATH in an accepted version, else in the tools folder.

    Raises:
        ToolMissingError: it is in neither; says how to install it.
        UsageError: the lock has no such tool.
    """
    return _locate(name, os.environ.get("PATH", ""), tools_folder())


@cache
def _locate(name: str, path: str, folder: Path) -> Tool:
    entry = lock.entry(name)
    found = []
    for tool in candidates(entry, path, folder):
        if entry.takes(tool.version):
            return tool
        found.append(tool)
    wanted = f"{name} {entry.accepts}".strip()
    others = "".join(f" ({tool.path} is {tool.version or 'no version'})" for tool in found)
    advice = f"run: scaffold tools install {name}" if entry.source else f"see {entry.homepage}"
    raise ToolMissingError(f"{wanted} is not on this machine{others}; {advice}")


def candidates(entry: lock.Entry, path: str, folder: Path) -> Iterator[Tool]:
    """Every place where a tool stands, best first, whether its version is accepted or not.

    Args:
        entry: the tool in the lock.
        path: folders to search, as in ``$PATH``.
        folder: the tools folder.
    """
    for program in entry.programs:
        if found := shutil.which(program, path=path):
            where = Path(found).absolute()
            yield Tool(program, _version(where, entry.ask, folder / "versions.json"), where)
    installed = installed_path(entry, folder)
    if entry.source and installed.exists():
        yield Tool(Path(entry.executable).name or entry.name, entry.version, installed)


def tools_folder() -> Path:
    """Where installed tools stand: ``$SCAFFOLD_TOOLS``, else below the user's cache."""
    if chosen := os.environ.get("SCAFFOLD_TOOLS"):
        return Path(chosen).absolute()
    return platformdirs.user_cache_path("scaffold") / "tools"


def installed_path(entry: lock.Entry, folder: Path) -> Path:
    """Where ``scaffold tools install`` puts the tool's executable."""
    return folder / entry.home / entry.executable


def ask_version(path: Path, ask: tuple[str, ...]) -> str:
    """What a program says of its version when run with these words; empty if nothing."""
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1"}  # terraform would ask the network
    try:
        answer = run_program(path, *ask, cwd=path.parent, environment=environment).succeeded()
    except ScaffoldError:
        return ""
    match = VERSION.search(answer.stdout + answer.stderr)
    return match[0] if match else ""


def _version(path: Path, ask: tuple[str, ...], memory: Path) -> str:
    """A program's version, asked once for each state of its file and then remembered."""
    status = path.stat()
    state = f"{path} {status.st_mtime_ns} {status.st_size}"
    versions = _read_versions(memory)
    if state not in versions and (version := ask_version(path, ask)):
        versions[state] = version
        _write_versions(memory, versions)
    return versions.get(state, "")


def _read_versions(memory: Path) -> dict[str, str]:
    try:
        versions = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return versions if isinstance(versions, dict) else {}


def _write_versions(memory: Path, versions: Mapping[str, str]) -> None:
    """Remember the versions; where the folder cannot be written they are asked again."""
    scratch = memory.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    with suppress(OSError):
        memory.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(json.dumps(versions, indent=2), encoding="utf-8")
        scratch.replace(memory)
