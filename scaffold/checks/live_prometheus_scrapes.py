"""Prometheus takes all that the service exposes, and all of the rules.

Why: a sample that is written twice, or a label that scraping adds as well, fails no test of the
service. Prometheus drops or renames it, and the alert that needs it never fires.

Passes: a real Prometheus loads every rule, scrapes the service without an error or a warning, keeps
every metric of the contract, and has to rename no label for the ones that it adds.

Fails: a scrape that fails, a metric that is not there afterwards, a label ``exported_...``, a rule
that was not loaded.

Fix: read what Prometheus says; keep ``job``, ``instance``, ``namespace`` and ``pod`` off metrics.

Ignore: never. The checks of alerts need it.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import burning, gone, scraped
from scaffold.live.recordings.scraped import Scraped
from scaffold.repo import ServiceRepo

ID = "live-prometheus-scrapes"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager")
PACKAGES = ()

RENAMED = "exported_"


def find(repo: ServiceRepo) -> Findings:
    """Begin what takes minutes, then look at one scrape; see the module."""
    repo.live.begin(burning.record, gone.record, apart=True)
    seen = repo.live.get(scraped.record)
    place = repo.contract.place("endpoints", "metrics")
    if seen.health != "up":
        yield Finding(*place, f"Prometheus cannot scrape it ({seen.health}): {seen.error}")
        return ""
    if seen.complaints:
        yield Finding(*place, f"Prometheus complains: {seen.complaints}")
    yield from _judge_series(repo, seen)
    for rule in repo.rules:
        if rule.name not in seen.rules:
            yield Finding(*rule.place(), f"Prometheus has not loaded {rule.name}")
    return f"{len(seen.series)} series, {len(seen.rules)} names of rules"


def _judge_series(repo: ServiceRepo, seen: Scraped) -> Iterator[Finding]:
    taken = {sample.labels.get("__name__", "") for sample in seen.series}
    renamed = sorted({name for sample in seen.series for name in sample.labels})
    path = repo.contract.document.path
    for name in renamed:
        if name.startswith(RENAMED):
            own = name.removeprefix(RENAMED)
            message = f"the label {own} of its metrics is renamed to {name}: scraping adds one too"
            yield Finding(*repo.contract.place("metrics"), message)
    for metric in repo.contract.metrics:
        if taken.isdisjoint(metric.series):
            yield Finding(path, metric.line, f"Prometheus has no series of {metric.name}")
