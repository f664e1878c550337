"""Fills the tools folder with what the lock names: once, checked by hash, all or nothing."""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scaffold import lock, tool
from scaffold.errors import ScaffoldError, ToolMissingError, UsageError
from scaffold.lock import Entry, GoModule, Providers, Schemas, Wheel
from scaffold.toolbox import go, kubernetes, pypi, terraform
from scaffold.turns import alone

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Installed:
    """A tool that is ready.

    Attributes:
        name: as in ``tools.toml``.
        tool: where it stands.
        seconds: how long it took to bring it; 0 when it was there already.
    """

    name: str
    tool: tool.Tool
    seconds: float = 0.0


def install(names: Iterable[str], progress: Progress) -> tuple[Installed, ...]:
    """Bring tools that are not on this machine yet.

    Go modules are built one after the other, each on all cores; the rest is fetched meanwhile.

    Args:
        names: tools of the lock.
        progress: is told in one line when a tool begins and ends.

    Returns:
        All of them, in the order of the names.

    Raises:
        UsageError: the lock has no such tool, or cannot bring it.
        ScaffoldError: some could not be brought; the others are there.
    """
    wanted = {name: lock.entry(name) for name in names}
    missing = [entry for entry in wanted.values() if not _found(entry)]
    for entry in missing:
        if not entry.source:
            raise UsageError(f"{entry.name} cannot be installed by scaffold: see {entry.homepage}")
    built = [entry for entry in missing if isinstance(entry.source, GoModule | Providers)]
    fetched = [entry for entry in missing if entry not in built]
    compiler = lock.entry("go")
    if built and not _found(compiler):
        built = [compiler, *built]
    unpacker = lock.entry("npm")
    unpacks = any(isinstance(entry.source, Schemas) for entry in fetched)
    if unpacks and not _found(unpacker):
        fetched = [unpacker, *(entry for entry in fetched if entry is not unpacker)]
    with ThreadPoolExecutor(max_workers=1) as aside:
        fetching = aside.submit(_bring_all, fetched, progress)
        outcomes = (_bring_all(built, progress), fetching.result())
    if errors := [error for _, failed in outcomes for error in failed]:
        raise ScaffoldError("\n".join(errors))
    seconds = {name: spent for brought, _ in outcomes for name, spent in brought.items()}
    return tuple(Installed(name, tool.locate(name), seconds.get(name, 0.0)) for name in wanted)


def _found(entry: Entry) -> bool:
    try:
        tool.locate(entry.name)
    except ToolMissingError:
        return False
    return True


def _bring_all(entries: Sequence[Entry], progress: Progress) -> tuple[dict[str, float], list[str]]:
    """Bring tools one after the other; the seconds of those that came, and what went wrong."""
    seconds, errors = {}, []
    for entry in entries:
        progress(f"{entry.name} {entry.version}: takes about {entry.seconds} s")
        started = time.monotonic()
        try:
            _bring(entry, tool.tools_folder())
        except (ScaffoldError, OSError) as error:
            errors.append(f"{entry.name} {entry.version} is not installed: {error}")
            progress(f"{entry.name} {entry.version}: failed")
        else:
            seconds[entry.name] = time.monotonic() - started
            progress(f"{entry.name} {entry.version}: ready in {seconds[entry.name]:.0f} s")
    return seconds, errors


def _bring(entry: Entry, folder: Path) -> None:
    """Bring one tool; when two processes want it, one works and the other waits."""
    executable = tool.installed_path(entry, folder)
    home = folder / entry.home
    partial = folder / f".{entry.name}.partial"
    with alone(folder / f".{entry.name}.lock"):
        if not home.exists():
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            try:
                _fill(entry, partial)
                _prove(entry, partial)
                partial.rename(home)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
        if executable.is_file():
            _link(executable, folder / "bin")


def _fill(entry: Entry, home: Path) -> None:
    """Bring a tool's files into its own, still empty folder."""
    match entry.source:
        case GoModule() as module:
            go.build(module, home / entry.executable)
        case Wheel() as wheel:
            pypi.install(wheel, home)
            if wheel.launcher:
                pypi.write_launcher(wheel, home, entry.executable)
        case Schemas() as schemas:
            kubernetes.write_schemas(schemas, home)
        case Providers() as providers:
            terraform.write_mirror(providers, home)


def _prove(entry: Entry, home: Path) -> None:
    """Ask a program that was just brought for its version: it must run, and be the pinned one."""
    executable = home / entry.executable
    if executable.is_dir():
        return
    version = tool.ask_version(executable, entry.ask)
    if version != entry.version:
        raise ScaffoldError(f"what was brought is version {version or 'unknown'}")


def _link(executable: Path, folder: Path) -> None:
    """Point ``bin/NAME`` at an executable, replacing an older pointer in one step."""
    folder.mkdir(exist_ok=True)
    pointer = folder / f".{executable.name}.{os.getpid()}"
    pointer.symlink_to(os.path.relpath(executable, folder))
    pointer.replace(folder / executable.name)
