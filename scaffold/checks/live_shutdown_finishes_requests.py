"""A request in flight is answered although SIGTERM came.

Why: slow requests are often those that must not be repeated.

Passes: a request that began before SIGTERM and takes five seconds, longer than the drain delay, is
answered with 200, and the process then ends with exit code 0.

Fails: the connection is closed, or the answer is an error.

Fix: wait for requests in flight up to SHUTDOWN_TIMEOUT_SECONDS.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import long_request
from scaffold.repo import ServiceRepo

ID = "live-shutdown-finishes-requests"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Look at the answer; see the module."""
    seen = repo.live.get(long_request.record)
    place = repo.contract.place("shutdown", "timeout_seconds")
    if seen.status != 200:  # noqa: PLR2004
        said = f"is answered with {seen.status}" if seen.status else "has no answer"
        yield Finding(*place, f"a request in flight at SIGTERM {said}")
    elif seen.seconds * 1000 < long_request.LATENCY_MS:
        yield Finding(
            *place, f"fault.latency_ms is {long_request.LATENCY_MS}: {seen.seconds:.1f} s"
        )
    if seen.code != 0:
        yield Finding(*place, f"the process ends with exit code {seen.code}")
    return f"answered after {seen.seconds:.1f} s, then exit code 0"
