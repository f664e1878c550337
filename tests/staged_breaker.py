"""A recording of a circuit breaker made by hand: all is well, but for what a test changes."""

from dataclasses import replace

from scaffold.live.recordings.breaker import STATES, Breaker, Step

FAILED, SERVED = Step(503, 1, "closed"), Step(201, 1, "closed")
OPENING, REFUSED = Step(503, 1, "open"), Step(503, 0, "open", "30")
WAITING = Step(503, 0, "half_open", "1")


def breaker(**changes) -> Breaker:
    """What a breaker that keeps the contract does."""
    good = Breaker(
        callers_fault=(Step(409, 1, "closed"),) * 6,
        interrupted=(*(FAILED,) * 4, SERVED, FAILED),
        opened=(*(FAILED,) * 3, OPENING),
        rejected=REFUSED,
        rejected_late=replace(REFUSED, retry_after="2"),
        while_probing=(WAITING, WAITING),
        recovered=SERVED,
        reopened=(OPENING, REFUSED),
        transitions=dict.fromkeys(STATES, 1.0),
    )
    return replace(good, **changes)
