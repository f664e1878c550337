"""A caller that hangs up is counted as 499, not as our failure.

Why: impatient callers must not spend the error budget, and what they no longer wait for must not
be computed.

Passes: a connection that is closed in the middle of a slow request is counted, within seconds,
with status 499 under its route, and never as a 5xx; the access line says 499 too.

Fails: it is counted with another status, or only when the work is done.

Fix: watch the connection while a request is worked on.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import failing
from scaffold.repo import ServiceRepo

ID = "live-aborts-count-as-499"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)


def find(repo: ServiceRepo) -> Findings:
    """Look at what the abort left; see the module."""
    seen = repo.live.get(failing.record)
    status = int(repo.contract.term("http", "client_abort_status"))
    place = repo.contract.place("http", "client_abort_status")
    sent = f"{seen.aborted}, closed after {failing.ABORTED_AFTER_SECONDS:g} s"
    labels = {"method": "GET", "endpoint": "/orders", "status": str(status)}
    counted = seen.after_abort.value("http_requests_total", **labels)
    if counted != 1:
        yield Finding(*place, f"{sent}: counted {counted:g} times as {status}")
    lines = [line.fields for line in repo.live.lines_of(seen.aborted.request_id)]
    for line in lines:
        if "status" in line and line["status"] != status:
            yield Finding(*place, f"{sent}: logged with status {line['status']}")
    longest = failing.LATENCY_MS / 1000
    if any(line.get("duration_seconds", 0) >= longest for line in lines):
        yield Finding(*place, f"{sent}: noticed only when the work of {longest:g} s was done")
    return f"{sent}: {status}"
