"""What may pass by itself is tried again: a server that is busy, a lock that somebody holds."""

import random
import re
import time
from collections.abc import Callable
from typing import TypeVar

from scaffold.errors import PassingError, ScaffoldError

Value = TypeVar("Value")

ATTEMPTS = 4
PATIENCE_SECONDS = 2 * 60 * 60.0
"""How long to wait at most, all in all, for servers that say when to come back."""
_FIRST_SECONDS, _LONGEST_SECONDS = 0.5, 20.0
_PASSING = re.compile(
    r"could not resolve host|couldn't connect|failed to connect|connection (was )?(reset|refused"
    r"|timed out|closed)|operation timed out|early eof|the remote end hung up|returned error: "
    r"(429|5\d\d)|\.lock': file exists|cannot lock ref|unable to create '.*\.lock'"
    r"|\((fetch first|stale info)\)|while its update was worked out",
    re.IGNORECASE,
)


def is_passing(error: ScaffoldError) -> bool:
    """Whether another attempt may not meet it: it says so, or git's words do."""
    return isinstance(error, PassingError) or bool(_PASSING.search(str(error)))


def attempt(
    work: Callable[[], Value],
    sleep: Callable[[float], object] = time.sleep,
    draw: Callable[[float, float], float] = random.uniform,
) -> tuple[Value, int]:
    """Work until it succeeds; return what it gave and how many attempts it took.

    Between two attempts it waits for a random time between nothing and a bound that doubles, so
    that members that failed together do not come back together. Where a server says when to come
    back, it waits for so long besides, and such an attempt is none of the four.

    Args:
        work: may be begun again whenever it has failed.
        sleep: waits for seconds.
        draw: picks a number between two.

    Raises:
        ScaffoldError: it failed for good, or for the last time, or has to wait for too long.
    """
    number, failures, patience = 0, 0, PATIENCE_SECONDS
    while True:
        number += 1
        try:
            return work(), number
        except ScaffoldError as error:
            told = error.wait_seconds if isinstance(error, PassingError) else 0.0
            failures += not told
            patience -= told
            if not is_passing(error) or failures == ATTEMPTS or patience < 0:
                raise
        sleep(told + draw(0.0, min(_LONGEST_SECONDS, _FIRST_SECONDS * 2**number)))
