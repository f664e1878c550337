"""The counter of requests equals the histogram's count in every series.

Why: availability is computed from one and latency from the other. Where they differ, an error
budget is spent in one place that never existed in the other.

Passes: after requests of every kind, ``http_requests_total`` and the ``_count`` of
``http_request_duration_seconds`` have the same series with the same values, in every service that
was run.

Fails: a label set is in one of them only, or its values differ.

Fix: observe both in the one place where a request ends.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.artifacts.contract import Contract
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.exposition import Exposition
from scaffold.live.recordings import everyday, failing, flood, limited
from scaffold.repo import ServiceRepo

ID = "live-counters-equal-counts"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

COUNTER, HISTOGRAM = "http_requests_total", "http_request_duration_seconds"


def find(repo: ServiceRepo) -> Findings:
    """Compare them series by series; see the module."""
    scrapes = (
        repo.live.get(everyday.record).after,
        repo.live.get(failing.record).after_abort,
        repo.live.get(limited.record).after,
        repo.live.get(flood.record).after,
    )
    line = _line(repo.contract)
    for scrape in scrapes:
        for message in _differences(scrape):
            yield Finding(repo.contract.document.path, line, message)
    requests = sum(scrape.value(COUNTER) for scrape in scrapes)
    if not requests:
        yield Finding(repo.contract.document.path, line, f"{COUNTER} counts nothing")
    series = sum(len(scrape.series(COUNTER)) for scrape in scrapes)
    return f"{series} series, {requests:g} requests"


def _differences(scrape: Exposition) -> Iterator[str]:
    counters, counts = scrape.series(COUNTER), scrape.series(f"{HISTOGRAM}_count")
    for labels in sorted(set(counters) | set(counts), key=sorted):
        counter, count = counters.get(labels), counts.get(labels)
        if counter != count:
            shown = ", ".join(f"{name}={value}" for name, value in sorted(labels))
            said = f"{COUNTER} is {_said(counter)}, {HISTOGRAM}_count is {_said(count)}"
            yield f"{{{shown}}}: {said}"


def _said(value: float | None) -> str:
    return "absent" if value is None else f"{value:g}"


def _line(contract: Contract) -> int:
    return next((m.line for m in contract.metrics if m.name == COUNTER), 1)
