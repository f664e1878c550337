"""A release that is under way, without services: four pods whose metrics are made by hand.

A real Prometheus scrapes them and evaluates the repository's own rules.
"""

import itertools
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector
from staged import line

from scaffold.artifacts.contract import read_contract
from scaffold.live import prometheus
from scaffold.live.bench import Bench
from scaffold.live.prometheus import Target
from scaffold.live.recordings.burning import BAD, GOOD, IDLE, STABLE
from scaffold.live.stage import REVISION

PER_SECOND = {STABLE: 100.0, GOOD: 300.0, BAD: 300.0, IDLE: 0.0}
BROKEN_RATIO = 0.5
"""Share of the bad pod's requests that fail; as many of the others are slow."""

WORDS = {"method": ["GET"], "endpoint": ["/orders"], "status": ["200", "500"]}
SECONDS, FIRING_SECONDS = 10.0, 40.0
LINE = {"level": "ERROR", "message": "request failed", "service": "orders"}


class Pod(Collector):
    """Every metric of a contract, as if requests had come at a steady pace."""

    def __init__(self, contract: dict, per_second: float, broken: float) -> None:
        self.contract, self.per_second, self.broken = contract, per_second, broken
        self.born = time.time()
        registry = CollectorRegistry()
        registry.register(self)
        self.server, self.thread = start_http_server(0, "127.0.0.1", registry)

    def collect(self) -> Iterator:
        """One family after the other."""
        for item in (*self.contract["metrics"], *self.contract["runtime_metrics"]):
            labels = item["labels"]
            words = {**WORDS, **item.get("values", {})}
            rows = list(itertools.product(*(words.get(label, ["one"]) for label in labels)))
            if item["type"] == "counter":
                family = CounterMetricFamily(item["name"].removesuffix("_total"), "", labels=labels)
                for row in rows:
                    family.add_metric(row, self.count(row))
            elif item["type"] == "gauge":
                family = GaugeMetricFamily(item["name"], "", labels=labels)
                for row in rows:
                    family.add_metric(row, self.born if "start_time" in item["name"] else 1)
            else:
                family = HistogramMetricFamily(item["name"], "", labels=labels)
                for row in rows:
                    family.add_metric(row, self.buckets(row, item["buckets"]), 0)
            yield family

    def count(self, row: tuple[str, ...]) -> float:
        """How often what has these labels happened."""
        share = self.broken if "500" in row else 1 - self.broken
        return share * self.per_second * (time.time() - self.born)

    def buckets(self, row: tuple[str, ...], bounds: list[float]) -> list[tuple[str, float]]:
        """Cumulated; what is slow takes as long as the last bound."""
        every = self.count(row)
        fast = every * (1 - self.broken)
        return [(str(bound), fast) for bound in bounds[:-1]] + [
            (str(bounds[-1]), every),
            ("+Inf", every),
        ]

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@contextmanager
def release(fresh: Path, scratch: Path) -> Iterator[SimpleNamespace]:
    """What ``recordings.burning`` returns, as far as queries need it.

    Args:
        fresh: a repository.
        scratch: where a copy of it goes whose rules are evaluated often and wait for nothing.
    """
    root = Path(shutil.copytree(fresh, scratch / "orders", symlinks=True))
    for rules in (root / "observability/rules").glob("*.yaml"):
        hasty = re.sub(r"\bfor: \w+", "for: 0s", rules.read_text())
        rules.write_text(re.sub(r"\binterval: \w+", "interval: 1s", hasty))
    contract = read_contract(root)
    bench = Bench(root, pytest.fail, contract)
    try:
        yield _release(bench, contract.document.data)
    finally:
        bench.close()


def _release(bench: Bench, contract: dict) -> SimpleNamespace:
    labels = dict(contract["target_labels"])
    job, began, targets = labels.pop("job"), time.time(), []
    for name, per_second in PER_SECOND.items():
        pod = Pod(contract, per_second, BROKEN_RATIO if name == BAD else 0.0)
        bench.room.keep(pod)
        targets.append(Target(pod.server.server_port, {**labels, "pod": name, REVISION: name}))
    with pytest.MonkeyPatch.context() as hasty:
        for name in ("SCRAPE_INTERVAL", "SCRAPE_TIMEOUT", "EVALUATION_INTERVAL"):
            hasty.setattr(prometheus, name, "1s")
        started = prometheus.start(bench, job, targets, 9)
    bench.pause(SECONDS)
    fires = 'ALERTS{alertname="AvailabilityBudgetBurn1h", alertstate="firing"}'
    assert bench.until(lambda: started.query(fires), FIRING_SECONDS)
    service = SimpleNamespace(lines=lambda: [line(**LINE)])
    return SimpleNamespace(
        stage=SimpleNamespace(prometheus=started),
        instances={name: SimpleNamespace(revision=name, service=service) for name in PER_SECOND},
        began=began,
        during=time.time(),
    )
