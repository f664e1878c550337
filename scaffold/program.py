"""Starts programs. Which program, and in which version, is decided elsewhere."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from scaffold.errors import ScaffoldError

QUOTED_LINES = 20


@dataclass(frozen=True)
class Result:
    """What a program did.

    Attributes:
        command: its words, for quoting in a finding.
        code: exit code.
        stdout: decoded standard output.
        stderr: decoded standard error.
        output: standard output as it came.
    """

    command: tuple[str, ...]
    code: int
    stdout: str
    stderr: str
    output: bytes = b""

    def succeeded(self) -> Self:
        """Itself, when the exit code is 0.

        Raises:
            ScaffoldError: it is not; quotes the command and the last lines it printed.
        """
        if self.code:
            lines = (self.stdout + self.stderr).strip().splitlines()[-QUOTED_LINES:]
            quoted = "".join(f"\n  {line}" for line in lines)
            raise ScaffoldError(f"{shlex.join(self.command)} failed ({self.code}):{quoted}")
        return self


def run_program(
    path: Path,
    *arguments: str | Path,
    cwd: Path,
    stdin: str | bytes | None = None,
    environment: Mapping[str, str] | None = None,
    timeout_seconds: float = 120,
) -> Result:
    """Run a program to its end.

    Args:
        path: the executable.
        arguments: its words; no shell reads them.
        cwd: the folder it runs in.
        stdin: what it reads; nothing when None.
        environment: its whole environment; this process's own when None.
        timeout_seconds: after which it is killed with all that it started.

    Returns:
        What it did, whatever its exit code.

    Raises:
        ScaffoldError: it cannot be started, or it ran out of time.
    """
    command = (path.name, *map(str, arguments))
    try:
        process = subprocess.Popen(
            (str(path), *command[1:]),
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise ScaffoldError(f"{shlex.join(command)} cannot be started: {error}") from None
    with process:
        try:
            sent = stdin.encode() if isinstance(stdin, str) else stdin
            stdout, stderr = process.communicate(sent, timeout_seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            late = f"{shlex.join(command)} was stopped after {timeout_seconds:g} s"
            raise ScaffoldError(late) from None
        except BaseException:
            _kill(process)
            raise
    return Result(command, process.returncode, _decode(stdout), _decode(stderr), stdout)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started in its process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _decode(output: bytes) -> str:
    return output.decode("utf-8", errors="replace")
