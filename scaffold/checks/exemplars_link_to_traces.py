"""Exemplars of the histograms lead from a slow request to its trace.

Why: a latency graph says that some requests were slow. The exemplar on it is one of them, with its
trace a click away; without the link somebody searches traces by time and luck.

Passes: for each metric with an ``exemplar`` in the contract a panel asks for its exemplars, and the
Prometheus data source of the laptop stack links that label to a data source of traces.

Fails: no panel with ``"exemplar": true`` on the metric; no link, or one by another label.

Fix: set ``exemplar`` on the query of a time series; name the label under
``exemplarTraceIdDestinations``.

Ignore: never; a contract without exemplars is not judged.
"""

from collections.abc import Iterator

from scaffold.artifacts.contract import Metric
from scaffold.artifacts.document import Document, dig, read_document
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "exemplars-link-to-traces"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

SOURCES = "observability/stack/grafana/provisioning/datasources"


def find(repo: ServiceRepo) -> Findings:
    """Look for panels and links; see the module."""
    metrics = [metric for metric in repo.contract.metrics if metric.exemplar]
    if not metrics:
        raise Skip("the contract has no exemplars")
    asked = _asked(repo)
    for metric in metrics:
        if asked.isdisjoint(metric.series):
            message = f"no panel shows the exemplars of {metric.name}"
            hint = 'set "exemplar": true on the query of a time series'
            yield Finding(repo.contract.document.path, metric.line, message, hint)
    documents = [
        read_document(repo.root, path)
        for path in repo.files
        if path.startswith(f"{SOURCES}/") and path.endswith((".yaml", ".yml"))
    ]
    if not documents:
        yield Finding(SOURCES, 0, "holds no data source", "provision Prometheus and Tempo there")
    for document in documents:
        yield from _judge_sources(document, {metric.exemplar: metric for metric in metrics})
    return f"{len(metrics)} histograms"


def _asked(repo: ServiceRepo) -> set[str]:
    """Series whose exemplars a panel asks for."""
    queries = (
        target.query
        for dashboard in repo.dashboards
        for panel in dashboard.panels
        for target in panel.targets
        if target.data.get("exemplar") is True and target.parses
    )
    return {metric for query in queries for metric in query.metrics}


def _judge_sources(document: Document, exemplars: dict[str, Metric]) -> Iterator[Finding]:
    sources = dig(document.data, "datasources") or []
    uids = {source.get("uid") for source in sources if source.get("type") != "prometheus"}
    for index, source in enumerate(sources):
        if source.get("type") != "prometheus":
            continue
        keys = ("datasources", index, "jsonData", "exemplarTraceIdDestinations")
        links = dig(source, "jsonData", "exemplarTraceIdDestinations") or []
        for label in exemplars:
            if label not in {link.get("name") for link in links}:
                message = f"exemplars are not linked by the label {label!r}"
                hint = f"name {label} and the data source of traces"
                yield Finding(document.path, document.line(*keys), message, hint)
        for number, link in enumerate(links):
            if link.get("datasourceUid") not in uids:
                line = document.line(*keys, number, "datasourceUid")
                message = f"there is no data source {link.get('datasourceUid')!r}"
                yield Finding(document.path, line, message, "name the data source of traces")
