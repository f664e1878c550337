"""The last spans are sent before the process ends.

Why: the requests just before the end are those that somebody will ask about.

Passes: although the exporter would have waited for a minute, the SERVER span of every request that
was answered before and after SIGTERM has arrived when the process ends.

Fails: spans that never arrive.

Fix: flush the exporter after the last request and before the exit.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import shutdown
from scaffold.repo import ServiceRepo

ID = "live-shutdown-flushes-spans"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("opentelemetry-proto",)


def find(repo: ServiceRepo) -> Findings:
    """Compare the requests with the spans; see the module."""
    seen = repo.live.get(shutdown.record)
    missing = len(seen.traces - seen.exported)
    if missing or not seen.traces:
        message = f"the spans of {missing} of {len(seen.traces)} requests never arrived"
        yield Finding(*repo.contract.place("shutdown"), message)
    return f"{len(seen.traces)} of {len(seen.traces)} spans"
