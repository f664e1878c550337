"""Waits, each of them bounded."""

import time
from collections.abc import Callable

STEP_SECONDS = 0.02


def until(condition: Callable[[], object], timeout_seconds: float) -> bool:
    """Wait until a condition holds; whether it did so in time."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(STEP_SECONDS)
    return True
