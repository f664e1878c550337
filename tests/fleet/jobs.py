"""What the mapper's tests let processes do: work goes to them by the name of its function."""

import os
import signal
import tempfile
import time
from pathlib import Path

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
