"""Installs a wheel that carries a program or files into a folder of its own, checked by hash."""

import sys
from pathlib import Path

import uv

from scaffold.lock import Wheel
from scaffold.program import run_program

TIMEOUT_SECONDS = 600


def install(wheel: Wheel, folder: Path) -> None:
    """Install a wheel, without what it depends on.

    Raises:
        ScaffoldError: it cannot be fetched, has no file for this platform, or another hash.
    """
    hashes = [f"--hash={text}" for text in wheel.hashes]
    run_program(
        Path(uv.find_uv_bin()),
        *("pip", "install", "--quiet", "--python", sys.executable, "--target", folder),
        *("--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", "-"),
        cwd=folder,
        stdin=" ".join([f"{wheel.package}=={wheel.version}", *hashes]),
        timeout_seconds=TIMEOUT_SECONDS,
    ).succeeded()


def write_launcher(wheel: Wheel, folder: Path, executable: str) -> None:
    """Write a shell script that starts the wheel's program from where it was installed."""
    interpreter, script = wheel.launcher
    path = folder / executable
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "#!/bin/sh\n"
        'home=$(dirname "$(dirname "$(readlink -f "$0")")")\n'
        f'exec "$home/{interpreter}" "$home/{script}" "$@"\n',
        encoding="utf-8",
    )
    path.chmod(0o755)
