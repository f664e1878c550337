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
