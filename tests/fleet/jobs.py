"""What the executors' tests let processes do: work goes to them by the name of its function."""

import os
import signal
import tempfile
import threading
import time
from pathlib import Path

from scaffold import cache
from scaffold.errors import ScaffoldError


def double(number: int) -> int:
    return number * 2


def stumble(number: int) -> int:
    if number == 1:
        raise ScaffoldError("one is too few")
    if number == 2:
        raise KeyError("a bug")
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def place(_: int) -> tuple[int, str, str]:
    time.sleep(0.2)
    made = tempfile.mkdtemp()
    return os.getpid(), os.environ.get("TMPDIR", ""), str(Path(made).parent)


def surroundings(_: int) -> tuple[int, str, str, str]:
    """Process, thread and where it keeps what is temporary and what is cached."""
    time.sleep(0.1)
    return os.getpid(), threading.current_thread().name, tempfile.mkdtemp(), str(cache.folder("x"))


def leave_a_trace(place: Path) -> None:
    """Take a while, and leave a file."""
    time.sleep(0.2)
    place.touch()


def linger(place: Path) -> str:
    """Stay until it is ended, and say so in a file."""
    if place.name == "quick":
        return "done"
    try:
        place.write_text("began")
        time.sleep(60)
    finally:
        place.write_text("ended")
    return "late"
