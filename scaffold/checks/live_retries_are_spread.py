"""Pauses between attempts are random, up to a bound that doubles.

Why: callers that failed together and come back together knock over what has just risen.

Passes: over many orders whose first call fails, the pauses before the second differ: the shortest
is below the base delay, a quarter of them is not close to nothing, and none is far beyond it.

Fails: pauses that are all alike, none at all, or longer than the contract allows.

Fix: wait for a random share of the bound (full jitter).

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import retries
from scaffold.repo import ServiceRepo

ID = "live-retries-are-spread"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

SHORT, LONG = 0.85, 0.25
SLACK_SECONDS = 1.0


def find(repo: ServiceRepo) -> Findings:
    """Measure the pauses; see the module."""
    orders = repo.live.get(retries.record).recovered
    base = float(repo.contract.term("resilience", "retry", "base_delay_seconds"))
    place = repo.contract.place("resilience", "retry", "base_delay_seconds")
    pauses = [pause for order in orders for pause in order.pauses[:1]]
    if len(pauses) < len(orders):
        yield Finding(
            *place, f"{len(orders) - len(pauses)} of {len(orders)} calls are not repeated"
        )
    if not pauses:
        return ""
    said = f"{len(pauses)} pauses from {min(pauses):.3f} to {max(pauses):.3f} s"
    if min(pauses) > base * SHORT:
        yield Finding(*place, f"{said}: none is shorter than the base delay of {base:g} s")
    if sorted(pauses)[len(pauses) * 3 // 4] < base * LONG:
        yield Finding(*place, f"{said}: it asks again at once")
    if max(pauses) > base + SLACK_SECONDS:
        yield Finding(*place, f"{said}: the first may last {base:g} s")
    return said
