"""A service that a real Prometheus scrapes, with the repository's rules loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.live import prometheus, server, stage
from scaffold.live.bench import Bench
from scaffold.live.prometheus import Sample
from scaffold.live.service import Question


@dataclass(frozen=True)
class Scraped:
    """What was seen.

    Attributes:
        health: of the target, such as ``up``.
        error: what Prometheus says is wrong with it, or nothing.
        series: one value of every series that it took, with its labels.
        rules: names of the rules that it loaded.
        complaints: its log from the level of warnings on.
    """

    health: str
    error: str
    series: tuple[Sample, ...]
    rules: frozenset[str]
    complaints: str


def record(bench: Bench) -> Scraped:
    """Ask once, so that there is something to scrape, and let it be scraped."""
    instance = stage.start_instance(bench, "scraped")
    instance.service.ask(Question("GET", "/orders"))
    watches = stage.start(bench, instance).prometheus
    bench.until(lambda: _target(watches)["health"] != "unknown", server.START_SECONDS)
    target = _target(watches)
    return Scraped(
        health=str(target["health"]),
        error=str(target["lastError"]),
        series=watches.query(f'{{job="{bench.contract.target_labels["job"]}"}}'),
        rules=frozenset(str(rule["name"]) for rule in watches.rules()),
        complaints=watches.process.stderr().strip(),
    )


def _target(watches: prometheus.Prometheus) -> Mapping[str, Any]:
    return watches.targets()[0]
