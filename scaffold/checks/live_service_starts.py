"""The service builds, starts and becomes ready.

Why: whatever else holds, a release that does not start is rolled back at best and an outage at
worst.

Passes: the service is built outside of the repository, runs with nothing but its environment, and
its startup, liveness and readiness probes answer 200.

Fails: it cannot be built, ends by itself, or is not ready in time; the finding quotes its last log
lines.

Fix: start it by hand (``make run``) with the settings that the finding names.

Ignore: never. The other live checks need it.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import (
    breaker,
    critical,
    everyday,
    failing,
    flood,
    limited,
    long_request,
    production,
    refusals,
    retries,
    shutdown,
)
from scaffold.repo import ServiceRepo

ID = "live-service-starts"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

PROBES = ("liveness", "readiness", "startup")


def find(repo: ServiceRepo) -> Findings:
    """Start the service, and begin what the other checks will ask for; see the module."""
    bench = repo.live
    bench.build()
    bench.begin(*(situation.record for situation in SITUATIONS))
    service = bench.get(everyday.record).service
    for probe in PROBES:
        path = repo.contract.term("endpoints", probe)
        status = service.status(path)
        if status != 200:  # noqa: PLR2004
            yield Finding(
                *repo.contract.place("endpoints", probe), f"GET {path} is answered with {status}"
            )
    return f"{len(PROBES)} probes answer"


SITUATIONS = (
    breaker,
    everyday,
    long_request,
    shutdown,
    retries,
    failing,
    critical,
    limited,
    flood,
    production,
    refusals,
)
"""The longest first: they overlap in the background."""
