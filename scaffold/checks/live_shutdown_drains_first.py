"""On SIGTERM readiness is refused at once; requests are still served.

Why: load balancers need a moment to notice that a pod is going. Until they do, they send requests
to it, and it must answer them.

Passes: within a second of SIGTERM ``/readyz`` says 503 and ``/livez`` still 200, requests are
answered meanwhile, and the process does not end before the drain delay is over.

Fails: readiness that stays, liveness that goes (the kubelet would kill the pod), an end without a
drain.

Fix: turn readiness off first; stop accepting only after the drain delay.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import shutdown
from scaffold.repo import ServiceRepo

ID = "live-shutdown-drains-first"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

AT_ONCE_SECONDS = 1.0


def find(repo: ServiceRepo) -> Findings:
    """Look at the time between the signal and the end; see the module."""
    seen = repo.live.get(shutdown.record)
    place = repo.contract.place("shutdown", "drain_delay_seconds")
    after = seen.not_ready_after
    if after is None or after > AT_ONCE_SECONDS:
        yield Finding(*place, f"readiness is not refused {AT_ONCE_SECONDS:g} s after SIGTERM")
    if seen.live_meanwhile - {200}:
        statuses = ", ".join(map(str, sorted(seen.live_meanwhile)))
        yield Finding(*place, f"while draining, the liveness probe says {statuses}")
    if not seen.served_meanwhile:
        yield Finding(*place, "no request is answered between readiness off and the end")
    if seen.seconds < shutdown.DRAIN_DELAY_SECONDS:
        message = f"it ended {seen.seconds:.1f} s after SIGTERM"
        yield Finding(*place, f"{message}; DRAIN_DELAY_SECONDS is {shutdown.DRAIN_DELAY_SECONDS}")
    return f"unready after {after or 0:.2f} s, {seen.served_meanwhile} requests served meanwhile"
