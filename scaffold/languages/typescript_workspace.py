"""Where a TypeScript service is judged: a copy beside which Node.js finds its packages."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffold.artifacts.files import list_files
from scaffold.languages import typescript_environment
from scaffold.program import Result, run_program


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """A copy of the repository with a link to its packages; it is gone at the end."""
    packages = typescript_environment.find(root) / "node_modules"
    with tempfile.TemporaryDirectory(prefix="scaffold-service-") as scratch:
        copy = Path(scratch).resolve() / "service"
        for path in list_files(root):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / path, copy / path, follow_symlinks=False)
        (copy / "node_modules").symlink_to(packages)
        yield copy


def run_node(
    root: Path,
    copy: Path,
    *words: str | Path,
    stdin: str | None = None,
    timeout_seconds: float = 300,
) -> Result:
    """Run the service's Node.js in a copy of the service."""
    return run_program(
        typescript_environment.node(root),
        *words,
        cwd=copy,
        stdin=stdin,
        environment=environment(),
        timeout_seconds=timeout_seconds,
    )


def environment() -> dict[str, str]:
    """A small environment: what the caller's shell sets (PORT, OTEL_...) must not reach a test."""
    kept = ("HOME", "PATH", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LANG": "C.UTF-8"}
