"""A service that is told to end under load loses no request.

Why: pods end all day long: releases, scaling, nodes. Each end that costs requests spends the error
budget of a quiet day.

Passes: callers that work on after SIGTERM, and leave while it drains, have a good answer to every
request; the process then ends with exit code 0 within drain delay, timeout and 5 seconds.

Fails: a request without an answer or with an error, another exit code, an end that is late.

Fix: keep serving for the drain delay, then stop accepting, then finish what is in flight.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import shutdown
from scaffold.repo import ServiceRepo

ID = "live-shutdown-loses-nothing"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

GRACE_SECONDS = 5


def find(repo: ServiceRepo) -> Findings:
    """Look at what the callers saw, and at the end; see the module."""
    seen = repo.live.get(shutdown.record)
    place = repo.contract.place("shutdown")
    if seen.lost:
        total = len(seen.lost) + seen.answered
        yield Finding(*place, f"{len(seen.lost)} of {total} requests are lost: {seen.lost[0]}")
    longest = shutdown.DRAIN_DELAY_SECONDS + shutdown.SHUTDOWN_TIMEOUT_SECONDS + GRACE_SECONDS
    if seen.code is None or seen.seconds > longest:
        yield Finding(*place, f"it still ran {longest} s after SIGTERM")
    elif seen.code != 0:
        yield Finding(*place, f"SIGTERM under load ends with exit code {seen.code}")
    return f"{seen.answered} requests of {shutdown.CALLERS} callers, exit in {seen.seconds:.1f} s"
