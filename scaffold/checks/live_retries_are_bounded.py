"""Calls are repeated as often and as long as the contract says.

Why: retries hide a hiccup. Too many of them multiply the load on what is already failing, and
without a deadline they hold the caller for as long as three timeouts.

Passes: statuses that the contract lists are tried up to the maximum, others once; a dependency
that never answers is given up when the deadline for all attempts is over; the outcomes are
counted.

Fails: more or fewer attempts, a repeated 404 or 500, an answer after the deadline.

Fix: compare the client with ``resilience.retry`` of the contract.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import retries
from scaffold.live.recordings.retries import Retries
from scaffold.repo import ServiceRepo

ID = "live-retries-are-bounded"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

SLACK_SECONDS = 1.2


def find(repo: ServiceRepo) -> Findings:
    """Count the calls of each order; see the module."""
    seen = repo.live.get(retries.record)
    terms = repo.contract.term("resilience", "retry")
    place = repo.contract.place("resilience", "retry", "max_attempts")
    for status, order in seen.by_status.items():
        due = int(terms["max_attempts"]) if status in terms["retried_statuses"] else 1
        if len(order.calls) != due:
            message = f"a dependency that answers {status} is called {len(order.calls)} times"
            yield Finding(*place, f"{message}, not {due}")
    seconds, deadline = seen.hanging.exchange.answer.seconds, retries.DEADLINE_SECONDS
    if seconds > deadline + SLACK_SECONDS:
        place = repo.contract.place("resilience", "retry", "deadline_seconds")
        message = f"a dependency that hangs holds the caller for {seconds:.1f} s"
        yield Finding(*place, f"{message}; CLIENT_DEADLINE_SECONDS is {deadline:g}")
    for message in _uncounted(seen):
        yield Finding(*place, message)
    return f"{len(seen.by_status)} statuses; hanging: answered after {seconds:.1f} s"


def _uncounted(seen: Retries) -> Iterator[str]:
    for outcome in ("success", "retry", "exhausted"):
        if not seen.after.value("retry_attempts_total", outcome=outcome):
            yield f"retry_attempts_total{{outcome={outcome}}} is 0"
