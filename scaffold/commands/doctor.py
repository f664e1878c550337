"""``scaffold doctor``: every program that is used, where it stands, and how to get it."""

import os
import platform
import sys
from importlib.metadata import metadata, version
from pathlib import Path

import uv

from scaffold import lock, tool
from scaffold.checks import CHECKS
from scaffold.diagnosis import Diagnosis, Program


def examine() -> Diagnosis:
    """Look for every program; the versions of those on PATH are asked for."""
    folder = tool.tools_folder()
    tools = (_tool(entry, folder) for entry in lock.entries().values())
    return Diagnosis((_python(), _uv(), *tools), folder)


def _python() -> Program:
    return Program(
        name="python",
        summary="runs scaffold",
        path=Path(sys.executable),
        version=platform.python_version(),
        accepts=metadata("scaffold")["Requires-Python"],
        accepted=True,
    )


def _uv() -> Program:
    return Program(
        name="uv",
        summary="makes the environments of the services under proof",
        path=Path(uv.find_uv_bin()),
        version=version("uv"),
        accepts="",
        accepted=True,
    )


def _tool(entry: lock.Entry, folder: Path) -> Program:
    found = list(tool.candidates(entry, os.environ.get("PATH", ""), folder))
    good = [one for one in found if entry.takes(one.version)]
    best = next(iter(good or found), None)
    install = f"scaffold tools install {entry.name}" if entry.source else entry.homepage
    return Program(
        name=entry.name,
        summary=entry.summary,
        path=best.path if best else None,
        version=best.version if best else "",
        accepts=entry.accepts,
        accepted=bool(good),
        pinned=entry.version,
        needed_by=tuple(check.ID for check in CHECKS if entry.name in check.TOOLS),
        advice="" if good else install,
    )
