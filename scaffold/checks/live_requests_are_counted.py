"""Each request is counted once, under its route, method and status.

Why: an endpoint label with a raw path is a new series for every order and in the end an outage of
Prometheus; one that does not name the route makes the dashboard lie.

Passes: after requests of every kind, each label set has been counted exactly as often as it was
asked: the endpoint is the template of the route, a request that no route matches is
``_unmatched``, the method is in upper case; none is in flight any more.

Fails: a request is counted not at all, twice, under another label, or as in flight for ever.

Fix: take the label from the matched route, never from the path.

Ignore: never.
"""

from collections import Counter

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.exposition import Labels
from scaffold.live.recordings import everyday
from scaffold.live.routes import endpoint_of, method_of
from scaffold.live.service import Exchange
from scaffold.repo import ServiceRepo

ID = "live-requests-are-counted"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)


def find(repo: ServiceRepo) -> Findings:
    """Compare what was counted with what was sent; see the module."""
    seen = repo.live.get(everyday.record)
    sent = Counter(_labels(repo, one) for one in seen.exchanges)
    series = seen.after.series("http_requests_total")
    counted = {labels: value for labels, value in series.items() if value}
    place = repo.contract.place("http", "routes")
    for labels in sorted(set(sent) | set(counted), key=sorted):
        if sent[labels] != counted.get(labels, 0):
            shown = ", ".join(f"{name}={value}" for name, value in sorted(labels))
            message = (
                f"{{{shown}}} was sent {sent[labels]} times, counted {counted.get(labels, 0):g}"
            )
            yield Finding(*place, message)
    in_flight = seen.after.value("http_requests_in_flight")
    if in_flight:
        yield Finding(*place, f"http_requests_in_flight is {in_flight:g} when all are answered")
    return f"{len(seen.exchanges)} requests under {len(sent)} label sets"


def _labels(repo: ServiceRepo, exchange: Exchange) -> Labels:
    labels = {
        "method": method_of(repo.contract, exchange.question),
        "endpoint": endpoint_of(repo.contract, exchange.question),
        "status": str(exchange.answer.status),
    }
    return frozenset(labels.items())
