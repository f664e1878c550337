"""A critical dependency that is down makes the service unready, not dead.

Why: traffic goes where it can be served; a restart would mend nothing and lose what is in memory.

Passes: while the critical dependency is down ``/readyz`` answers 503 and ``/livez`` 200; when it
is back, both answer 200; ``service_ready`` agrees each time.

Fails: readiness that does not follow, liveness that does.

Fix: let readiness ask for the critical dependencies in the background, liveness for nothing.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import critical
from scaffold.repo import ServiceRepo

ID = "live-readiness-follows-dependencies"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

EXPECTED = (200, 503, 200)


def find(repo: ServiceRepo) -> Findings:
    """Compare each moment with what is due; see the module."""
    moments = repo.live.get(critical.record).moments
    for moment, ready in zip(moments, EXPECTED, strict=True):
        said = f"{moment.when}, the readiness probe says {moment.ready}"
        place = repo.contract.place("endpoints", "readiness")
        if moment.ready != ready:
            yield Finding(*place, f"{said}, not {ready}")
        elif moment.metric != (ready == EXPECTED[0]):
            yield Finding(*place, f"{said} and service_ready is {moment.metric:g}")
        if moment.live != EXPECTED[0]:
            message = f"{moment.when}, the liveness probe says {moment.live}"
            yield Finding(*repo.contract.place("endpoints", "liveness"), message)
    return "up, down, up: ready 200, 503, 200"
