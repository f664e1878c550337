"""What may pass by itself is tried again: a server that is busy, a lock that somebody holds."""

import random
import re
import time
from collections.abc import Callable
from typing import TypeVar

from scaffold.errors import ScaffoldError

Value = TypeVar("Value")

ATTEMPTS = 4
_FIRST_SECONDS, _LONGEST_SECONDS = 0.5, 20.0
_PASSING = re.compile(
    r"could not resolve host|couldn't connect|failed to connect|connection (was )?(reset|refused"
    r"|timed out|closed)|operation timed out|early eof|the remote end hung up|returned error: "
    r"(429|5\d\d)|\.lock': file exists|cannot lock ref|unable to create '.*\.lock'"
    r"|\(fetch first\)|while its update was worked out",
    re.IGNORECASE,
)


def is_passing(error: ScaffoldError) -> bool:
    """Whether git said something that another attempt may not meet."""
    return bool(_PASSING.search(str(error)))


def attempt(
    work: Callable[[], Value],
    sleep: Callable[[float], object] = time.sleep,
    draw: Callable[[float, float], float] = random.uniform,
) -> tuple[Value, int]:
    """Work until it succeeds; return what it gave and how many attempts it took.

    Between two attempts it waits for a random time between nothing and a bound that doubles, so
    that members that failed together do not come back together.

    Args:
        work: may be begun again whenever it has failed.
        sleep: waits for seconds.
        draw: picks a number between two.

    Raises:
        ScaffoldError: it failed for good, or for the last time.
    """
    for number in range(1, ATTEMPTS):
        try:
            return work(), number
        except ScaffoldError as error:
            if not is_passing(error):
                raise
        sleep(draw(0.0, min(_LONGEST_SECONDS, _FIRST_SECONDS * 2**number)))
    return work(), ATTEMPTS
