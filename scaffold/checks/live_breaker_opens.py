"""The circuit breaker opens after the contract's failures in a row.

Why: a dependency that is down must not take its callers with it, and one that answers 404 is not
down.

Passes: as many failures in a row as the contract says open it, fewer do not, a success in between
starts the count again, and answers below 500 are no failures; while it is open orders are refused
with 503 and ``Retry-After`` without a call, for as long as the contract says.

Fails: it opens too early, too late or never, lets calls through, or its metric says otherwise.

Fix: compare the breaker with ``resilience.circuit_breaker`` of the contract.

Ignore: never.
"""

from collections.abc import Iterator, Sequence

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import breaker
from scaffold.live.recordings.breaker import Breaker, Step
from scaffold.repo import ServiceRepo

ID = "live-breaker-opens"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)


def find(repo: ServiceRepo) -> Findings:
    """Compare each step with what is due; see the module."""
    terms = repo.contract.term("resilience", "circuit_breaker")
    failures = int(terms["consecutive_failures"])
    place = repo.contract.place("resilience", "circuit_breaker", "consecutive_failures")
    seen = repo.live.get(breaker.record)
    for message in _counted_wrong(seen, failures):
        yield Finding(*place, message)
    open_seconds = float(terms["open_seconds"])
    moments = {"at once": seen.rejected, f"after almost {open_seconds:g} s": seen.rejected_late}
    place = repo.contract.place("resilience", "circuit_breaker", "open_seconds")
    for when, step in moments.items():
        if step.calls or step.status != 503:  # noqa: PLR2004
            message = f"open, {when}: an order is answered with {step.status}"
            yield Finding(*place, f"{message}{' after a call' if step.calls else ''}")
        elif not step.retry_after.isdigit() or int(step.retry_after) > open_seconds + 1:
            yield Finding(*place, f"open, {when}: Retry-After is {step.retry_after!r}")
    return f"{failures} failures open it, for {open_seconds:g} s"


def _counted_wrong(seen: Breaker, failures: int) -> Iterator[str]:
    if _opened(seen.callers_fault):
        yield f"{len(seen.callers_fault)} answers of 404 open it"
    if _opened(seen.interrupted):
        yield f"{failures - 1} failures, a success and a failure open it"
    if _opened(seen.opened[:-1]):
        yield f"fewer than {failures} failures in a row open it"
    elif seen.opened[-1].state != "open":
        state = seen.opened[-1].state or "not told"
        yield f"after {failures} failures in a row its state is {state}, not open"


def _opened(steps: Sequence[Step]) -> bool:
    return any(step.state != "closed" or not step.calls for step in steps)
