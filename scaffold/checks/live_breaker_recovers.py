"""An open circuit breaker lets one probe through, and that one decides.

Why: a dependency that comes back must be found again without a human; one that is still down must
not be met by all callers at once.

Passes: after the open time one call goes through and the others are refused meanwhile; if it
succeeds the breaker closes, if it fails the breaker is open again; the transitions are counted.

Fails: several probes at once, none at all, a breaker that stays open or closes on a failure.

Fix: compare the breaker with ``resilience.circuit_breaker`` of the contract.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import breaker
from scaffold.live.recordings.breaker import STATES, Breaker
from scaffold.repo import ServiceRepo

ID = "live-breaker-recovers"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

CREATED = 201


def find(repo: ServiceRepo) -> Findings:
    """Compare each step with what is due; see the module."""
    place = repo.contract.place("resilience", "circuit_breaker", "half_open_probes")
    for message in _problems(repo.live.get(breaker.record)):
        yield Finding(*place, message)
    return "one probe: closed when it succeeds, open when it fails"


def _problems(seen: Breaker) -> Iterator[str]:
    for step in seen.while_probing:
        if step.calls:
            yield "while one probe is under way another call is made"
        if step.state != "half_open":
            yield f"while the probe is under way its state is {step.state or 'not told'}"
    if seen.recovered.state != "closed" or seen.recovered.status != CREATED:
        yield (
            f"after a probe that succeeded its state is {seen.recovered.state or 'not told'}, "
            f"and an order is answered with {seen.recovered.status}"
        )
    probe, next_order = seen.reopened
    if not probe.calls:
        yield "after the open time no probe is made"
    elif next_order.calls or next_order.state != "open":
        yield f"after a probe that failed its state is {next_order.state or 'not told'}, not open"
    for state in STATES:
        if seen.transitions[state] != 1:
            times = f"{seen.transitions[state]:g}"
            yield f"circuit_breaker_transitions_total{{state={state}}} is {times}, not 1"
