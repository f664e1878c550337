"""One line on a terminal: what is being done, and for how many seconds already."""

import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

START_OF_LINE = "\r\x1b[K"
TICK_SECONDS = 1.0
SILENT_SECONDS = 5.0
"""Before that nobody wonders whether it still goes on."""


class Ticker:
    """Shows one line after the other in the same place, and nothing once it is left."""

    def __init__(self, write: Callable[[str], object], tick_seconds: float = TICK_SECONDS) -> None:
        """Show nothing yet.

        Args:
            write: puts text on the terminal at once.
            tick_seconds: how often the seconds are shown anew.
        """
        self._write = write
        self._tick_seconds = tick_seconds
        self._text, self._began = "", 0.0
        self._ended = Event()
        self._lock = Lock()
        self._thread = Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        """Begin to count."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear the line."""
        self._ended.set()
        self._thread.join()
        self._write(START_OF_LINE)

    def show(self, text: str) -> None:
        """Say what is being done from now on."""
        with self._lock:
            self._text, self._began = text, time.monotonic()
            self._write(f"{START_OF_LINE}{text}")

    def _tick(self) -> None:
        while not self._ended.wait(self._tick_seconds):
            with self._lock:
                seconds = time.monotonic() - self._began
                if self._text and seconds >= SILENT_SECONDS:
                    self._write(f"{START_OF_LINE}{self._text} ({seconds:.0f} s)")
