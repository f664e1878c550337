"""The isolated environment of a Python service: made once for each lock file and interpreter."""

import hashlib
import os
import shutil
import tempfile
import tomllib
from functools import cache
from pathlib import Path

import platformdirs
import uv

from scaffold.errors import ScaffoldError
from scaffold.program import Result, run_program
from scaffold.turns import alone

LOCK_FILE = "requirements-dev.lock"

_INSTALL_TIMEOUT_SECONDS = 600


def find(root: Path) -> Path:
    """The environment that a repository's lock file describes, made when it is not there yet.

    Raises:
        ScaffoldError: the lock file is missing, no interpreter fits, or a package cannot be
            installed; quotes uv.
    """
    try:
        locked = (root / LOCK_FILE).read_bytes()
    except FileNotFoundError:
        raise ScaffoldError(f"{LOCK_FILE}: no such file; make lock writes it") from None
    interpreter = _interpreter(_wanted_python(root))
    key = hashlib.sha256(b"\0".join((locked, os.fsencode(interpreter)))).hexdigest()[:20]
    environment = platformdirs.user_cache_path("scaffold") / "environments" / f"python-{key}"
    if not _works(environment):
        with alone(environment.with_suffix(".lock")):
            if not _works(environment):
                _make(environment, interpreter, root)
    return environment


def version(root: Path, package: str) -> str:
    """Version of a package in the environment, as its folder of metadata is named."""
    found = next(find(root).glob(f"lib/python*/site-packages/{package}-*.dist-info"), None)
    return found.name.removeprefix(f"{package}-").removesuffix(".dist-info") if found else ""


def _wanted_python(root: Path) -> str:
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScaffoldError("pyproject.toml: no such file") from None
    except tomllib.TOMLDecodeError as error:
        raise ScaffoldError(f"pyproject.toml: {error}") from None
    return str(project.get("project", {}).get("requires-python", ">=3.11"))


@cache
def _interpreter(wanted: str) -> str:
    """Path of a Python that fits, looked for outside of the repository and its own environment."""
    words = ("python", "find", "--no-project", "--no-python-downloads", wanted)
    return _uv(*words, cwd=Path.home()).stdout.strip()


def _works(environment: Path) -> bool:
    """Whether it is there, and so is still the Python that it was made from."""
    return (environment / "bin" / "python").exists()


def _make(environment: Path, interpreter: str, root: Path) -> None:
    """Make it beside its place and move it there, so that it is whole or absent."""
    scratch = Path(tempfile.mkdtemp(prefix=f".{environment.name}-", dir=environment.parent))
    new = ("--quiet", "--no-project", "--relocatable", "--allow-existing", "--python", interpreter)
    install = ("--quiet", "--require-hashes", "--no-deps", "--requirements", LOCK_FILE)
    try:
        _uv("venv", *new, scratch, cwd=root)
        _uv("pip", "install", *install, "--python", scratch / "bin" / "python", cwd=root)
        shutil.rmtree(environment, ignore_errors=True)
        scratch.rename(environment)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _uv(*words: str | Path, cwd: Path) -> Result:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return run_program(
        Path(uv.find_uv_bin()),
        *words,
        cwd=cwd,
        environment=environment,
        timeout_seconds=_INSTALL_TIMEOUT_SECONDS,
    ).succeeded()
