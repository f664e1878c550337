"""The running service emits the metrics of the contract, and no others.

Why: rules, dashboards, canary analysis and runbooks are made from the contract. A metric that is
missing or labelled otherwise turns an alert into silence; one that is not in the contract is a
cost that nobody watches.

Passes: the set of metrics with their types, label names and bucket bounds equals the contract's,
in OpenMetrics, read by Prometheus's own parser; who does not ask for OpenMetrics gets plain text.

Fails: a metric is missing, unknown, of another type, with other labels or other bounds than the
contract lists; the exposition does not parse; ``_created`` series are exposed.

Fix: change the service, or change the contract and everything that is made from it.

Ignore: never; a metric of your own belongs into the contract.
"""

from collections.abc import Iterator

from scaffold.artifacts.contract import Metric
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.exposition import ACCEPT, Shape
from scaffold.live.recordings import everyday
from scaffold.live.service import Service
from scaffold.repo import ServiceRepo

ID = "live-metrics-follow-contract"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

TYPES = {"application/openmetrics-text": {"Accept": ACCEPT}, "text/plain": {}}


def find(repo: ServiceRepo) -> Findings:
    """Compare a scrape with the contract; see the module."""
    seen = repo.live.get(everyday.record)
    path, metrics = repo.contract.document.path, repo.contract.metrics
    for metric in metrics:
        shape = seen.after.shapes.get(metric.name)
        for message in _differences(metric, shape):
            yield Finding(path, metric.line, message)
    for name in sorted(set(seen.after.shapes) - {metric.name for metric in metrics}):
        message = f"{name} is emitted and is not in the contract"
        yield Finding(*repo.contract.place("metrics"), message, "add it, or emit it no more")
    for message in _misnegotiated(seen.service):
        yield Finding(*repo.contract.place("endpoints", "metrics"), message)
    return f"{len(metrics)} metrics"


def _differences(metric: Metric, shape: Shape | None) -> Iterator[str]:
    if shape is None:
        yield f"{metric.name} is not emitted"
        return
    if shape.type != metric.type:
        yield f"{metric.name} is a {shape.type}, not a {metric.type}"
    for labels in sorted(shape.labels - {metric.labels}, key=sorted):
        yield f"{metric.name} has the labels {_listed(labels)}, not {_listed(metric.labels)}"
    if metric.buckets:
        for bounds in sorted(shape.bounds ^ {tuple(sorted(set(metric.buckets)))}):
            difference = "lacks" if bounds not in shape.bounds else "has"
            yield f"{metric.name} {difference} the buckets {', '.join(map(str, bounds))}"


def _listed(labels: frozenset[str]) -> str:
    return ", ".join(sorted(labels)) or "none"


def _misnegotiated(service: Service) -> Iterator[str]:
    for wanted, headers in TYPES.items():
        answer = service.send("GET", "/metrics", headers)
        got = answer.header("Content-Type")
        if not got.startswith(wanted):
            yield f"GET /metrics answers with {got} where {wanted} is due"
        if "_created" in answer.text:
            yield f"GET /metrics exposes _created series as {wanted}"
