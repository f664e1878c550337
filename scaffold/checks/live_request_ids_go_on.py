"""The request ID goes on to the dependency with every attempt.

Why: one ID finds the lines of one request in the logs of all services, also of the one that
refused it.

Passes: each call that an order causes carries the caller's ID, on the first attempt and on every
other.

Fails: a call without it or with another one.

Fix: set the header where calls are made, from the request that is being answered.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import everyday, retries
from scaffold.repo import ServiceRepo

ID = "live-request-ids-go-on"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Look at what the dependency received; see the module."""
    header = repo.contract.term("http", "request_id", "header")
    place = repo.contract.place("http", "request_id", "header")
    orders = (*repo.live.get(everyday.record).orders, *repo.live.get(retries.record).recovered)
    for order in orders:
        sent = order.exchange.question.request_id
        for number, call in enumerate(order.calls, 1):
            got = call.headers.get(header.lower())
            if got != sent:
                message = f"{order}: call {number} carries {header} {got!r}, not {sent!r}"
                yield Finding(*place, message)
    calls = sum(len(order.calls) for order in orders)
    if not calls:
        yield Finding(*place, "no order reached the dependency")
    return f"{len(orders)} orders, {calls} calls"
