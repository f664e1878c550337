"""Beyond the rate limit callers are told when to come back.

Why: the limit protects the callers within it. A kubelet that is turned away kills the pod instead.

Passes: of more requests than the burst exactly the burst is served, the others are answered with
429 and a ``Retry-After`` in whole seconds; probes and scrapes meanwhile are answered with 200; the
decisions are counted.

Fails: more or fewer are served, no ``Retry-After``, a probe with 429, a count that differs.

Fix: compare the limiter with ``resilience.rate_limit`` of the contract.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import limited
from scaffold.live.recordings.limited import Limited
from scaffold.repo import ServiceRepo

ID = "live-rate-limit-turns-away"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

OK = 200


def find(repo: ServiceRepo) -> Findings:
    """Compare the decisions with what is due; see the module."""
    seen = repo.live.get(limited.record)
    place = repo.contract.place("resilience", "rate_limit")
    for message in _problems(seen, int(repo.contract.term("resilience", "rate_limit", "status"))):
        yield Finding(*place, message)
    exempt = set(repo.contract.term("resilience", "rate_limit", "exempt"))
    for path, status in sorted(set(seen.probes)):
        if path in exempt and status != OK:
            exempt_place = repo.contract.place("resilience", "rate_limit", "exempt")
            yield Finding(*exempt_place, f"beyond the limit, {path} is answered with {status}")
    return f"{len(seen.exchanges)} requests, burst {limited.BURST}; {len(seen.probes)} probes pass"


def _problems(seen: Limited, turned_away: int) -> Iterator[str]:
    statuses = [one.answer.status for one in seen.exchanges]
    rejected = limited.REQUESTS - limited.BURST
    if statuses != [OK] * limited.BURST + [turned_away] * rejected:
        yield f"burst {limited.BURST}: requests are answered with {statuses}"
    longest = round(1 / limited.PER_SECOND)
    for exchange in (one for one in seen.exchanges if one.answer.status == turned_away):
        told = exchange.answer.header("Retry-After")
        if not told.isdigit() or not 1 <= int(told) <= longest:
            yield f"{exchange}: Retry-After is {told!r}, 1 to {longest} are due"
            break
    due = {"allowed": limited.BURST, "rejected": rejected}
    for decision, times in due.items():
        counted = seen.after.value("rate_limit_decisions_total", decision=decision)
        if counted != times:
            yield f"rate_limit_decisions_total{{decision={decision}}} is {counted:g}, not {times}"
