"""Series that are known beforehand exist at zero from the start.

Why: a rate over a series that has just been born misses its first event: the first error of a
route, the first opening of a circuit breaker. Sums over absent series are absent too.

Passes: the first scrape, before any request, has a series of the counter and of the histogram for
each route with each of its statuses, and one for each label value that the contract lists; those
of requests are 0.

Fails: such a series is absent, or a request was counted that nobody sent.

Fix: create the series of a route where the route is registered.

Ignore: never.
"""

from collections.abc import Iterator
from itertools import product

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.exposition import Labels
from scaffold.live.recordings import everyday
from scaffold.repo import ServiceRepo

ID = "live-series-start-at-zero"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

OF_ROUTES = ("http_requests_total", "http_request_duration_seconds_count")


def find(repo: ServiceRepo) -> Findings:
    """Look for them in the first scrape; see the module."""
    scrape = repo.live.get(everyday.record).at_start
    routes = list(_routes(repo))
    for name, (labels, line) in product(OF_ROUTES, routes):
        value = scrape.series(name).get(labels)
        if value != 0:
            yield Finding(repo.contract.document.path, line, _said(name, labels, value))
    listed = list(_listed(repo))
    for name, labels, line in listed:
        if not any(labels <= found for found in scrape.series(name)):
            yield Finding(repo.contract.document.path, line, _said(name, labels, None))
    return f"{len(routes)} series of routes, {len(listed)} others"


def _said(name: str, labels: Labels, value: float | None) -> str:
    series = f"{name}{{{', '.join(f'{key}={text}' for key, text in sorted(labels))}}}"
    state = "absent" if value is None else f"{value:g}"
    return f"{series} is {state} before the first request"


def _routes(repo: ServiceRepo) -> Iterator[tuple[Labels, int]]:
    document = repo.contract.document
    for index, route in enumerate(repo.contract.term("http", "routes")):
        for status in route["statuses"]:
            labels = {
                "method": route["method"],
                "endpoint": route["endpoint"],
                "status": str(status),
            }
            yield frozenset(labels.items()), document.line("http", "routes", index)


def _listed(repo: ServiceRepo) -> Iterator[tuple[str, Labels, int]]:
    document = repo.contract.document
    for index, metric in enumerate(repo.contract.term("metrics")):
        values = metric.get("values") or {}
        for combined in product(*values.values()) if values else ():
            labels = frozenset(zip(values, map(str, combined), strict=True))
            yield metric["name"], labels, document.line("metrics", index)
