"""The caller's request ID comes back, whatever the status.

Why: it is what a caller quotes when something went wrong, so it must be there when something goes
wrong: on 404, 405, 413, 429, 500 and 503.

Passes: each response of every status, also of the probes, carries the header once, with the value
that was sent, and a request without one gets an ID of its own, another each time.

Fails: a status whose responses lack it, repeat it or change it.

Fix: set it in the outermost layer.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import everyday, together
from scaffold.live.service import Question
from scaffold.repo import ServiceRepo

ID = "live-request-ids-come-back"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

STATUSES = frozenset({200, 404, 405, 413, 429, 500, 503})
WITHOUT = 5


def find(repo: ServiceRepo) -> Findings:
    """Compare what was sent with what came back; see the module."""
    place = repo.contract.place("http", "request_id", "header")
    header = repo.contract.term("http", "request_id", "header")
    service = repo.live.get(everyday.record).service
    paths = repo.contract.term("endpoints").values()
    probes = [service.ask(Question("GET", path)) for path in paths]
    exchanges = together.exchanges(repo.live)
    for exchange in (*exchanges, *probes):
        sent, got = exchange.question.request_id, exchange.answer.header(header)
        if got != sent:
            yield Finding(*place, f"{exchange}: {header} is {got!r}, {sent!r} was sent")
    seen = {exchange.answer.status for exchange in exchanges}
    for status in sorted(STATUSES - seen):
        yield Finding(*place, f"no request was answered with {status}")
    made = {service.send("GET", "/orders").header(header) for _ in range(WITHOUT)}
    if len(made - {""}) != WITHOUT:
        yield Finding(*place, f"{WITHOUT} requests without {header} got {sorted(made)}")
    statuses = ", ".join(map(str, sorted(seen)))
    return f"{len(exchanges)} requests, statuses {statuses}; {len(probes)} probes"
