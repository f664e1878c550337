"""A service as a process of its own: started, signalled, ended, its output kept in files."""

import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.language import Launch


class Process:
    """One running program, with all that it starts."""

    def __init__(self, launch: Launch, settings: Mapping[str, str], folder: Path) -> None:
        """Start it.

        Args:
            launch: what to run.
            settings: variables beside those that the language needs.
            folder: where its output is kept.

        Raises:
            ScaffoldError: it cannot be started.
        """
        self._stdout, self._stderr = folder / "stdout", folder / "stderr"
        try:
            with self._stdout.open("wb") as stdout, self._stderr.open("wb") as stderr:
                self._process = subprocess.Popen(
                    launch.words,
                    cwd=launch.cwd,
                    env={**launch.environment, **settings},
                    stdin=subprocess.DEVNULL,
                    stdout=stdout,
                    stderr=stderr,
                    start_new_session=True,
                )
        except OSError as error:
            raise ScaffoldError(f"{launch.words[0]} cannot be started: {error}") from None

    def stdout(self) -> str:
        """What it wrote so far."""
        return self._stdout.read_text(encoding="utf-8", errors="replace")

    def stderr(self) -> str:
        """What it wrote beside."""
        return self._stderr.read_text(encoding="utf-8", errors="replace")

    @property
    def code(self) -> int | None:
        """Exit code, or None while it runs."""
        return self._process.poll()

    def terminate(self) -> None:
        """Ask it to end, as Kubernetes does."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def wait(self, timeout_seconds: float) -> int | None:
        """Exit code, or None when it still runs after that time."""
        try:
            return self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        """End it with all that it started, whatever it does."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
