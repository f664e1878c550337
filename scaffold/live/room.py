"""Where programs run, listeners listen and files lie: all of it ends together."""

import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Protocol

from scaffold.errors import ScaffoldError
from scaffold.language import Launch
from scaffold.live.process import Process


class Closable(Protocol):
    """Something that listens until it is closed."""

    def close(self) -> None:
        """Stop listening."""
        ...


class Room:
    """Leaves nothing behind once it is closed; whoever waits in it then stops waiting."""

    def __init__(self) -> None:
        """Open it, empty."""
        self._scratch = tempfile.TemporaryDirectory(prefix="scaffold-live-")
        self._numbers = count()
        self._lock = threading.Lock()
        self._processes: list[Process] = []
        self._listeners: list[Closable] = []
        self._closed = threading.Event()

    def folder(self) -> Path:
        """A new folder."""
        self._stop_if_closed()
        made = Path(self._scratch.name, str(next(self._numbers)))
        made.mkdir()
        return made

    def run(self, launch: Launch, settings: Mapping[str, str], folder: Path) -> Process:
        """Start a program; see :class:`Process`.

        Raises:
            ScaffoldError: it cannot be started, or the room is closed.
        """
        with self._lock:
            self._stop_if_closed()
            process = Process(launch, settings, folder)
            self._processes.append(process)
        return process

    def keep(self, listener: Closable) -> None:
        """Close a listener together with the room."""
        with self._lock:
            self._listeners.append(listener)

    def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            ScaffoldError: the room is closed.
        """
        self._closed.wait(seconds)
        self._stop_if_closed()

    def until(
        self, condition: Callable[[], object], timeout_seconds: float, step_seconds: float
    ) -> bool:
        """Wait until a condition holds; whether it did so in time.

        Raises:
            ScaffoldError: the room is closed.
        """
        deadline = time.monotonic() + timeout_seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.pause(step_seconds)
        return True

    def end(self) -> None:
        """Kill what runs; whoever waits stops waiting."""
        self._closed.set()
        with self._lock:
            for process in self._processes:
                process.kill()

    def close(self) -> None:
        """End what is left, once nobody uses it any more."""
        self.end()
        for listener in self._listeners:
            listener.close()
        self._scratch.cleanup()

    def _stop_if_closed(self) -> None:
        if self._closed.is_set():
            raise ScaffoldError("the run has ended")
