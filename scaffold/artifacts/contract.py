"""The telemetry contract of a service: which series it emits, and what is promised on top."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scaffold.artifacts.document import Document, dig, read_document
from scaffold.artifacts.promql import parse_seconds
from scaffold.errors import ScaffoldError

PATH = "observability/contract.yaml"

TARGET_LABELS = frozenset(
    {"instance", "pod", "container", "endpoint", "rollouts_pod_template_hash"}
)
"""Labels that scraping adds beside the contract's own ``target_labels``."""

ANY_LABEL = frozenset({"*"})
"""Labels of a series that carries those of an alert, whichever they are."""

WELL_KNOWN: Mapping[str, frozenset[str]] = {
    "up": frozenset(),
    "scrape_duration_seconds": frozenset(),
    "scrape_samples_scraped": frozenset(),
    "scrape_series_added": frozenset(),
    "ALERTS": ANY_LABEL,
    "ALERTS_FOR_STATE": ANY_LABEL,
}
"""Series that Prometheus makes itself, with the labels beside those of the target."""


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        name: as the service exposes it.
        type: ``counter``, ``gauge`` or ``histogram``.
        labels: its own labels, those of the target left out.
        buckets: upper bounds of a histogram.
        exemplar: label that links its exemplars to traces, or nothing.
        own: whether the service itself defines it (and not its runtime).
        line: where it stands in the contract.
    """

    name: str
    type: str
    labels: frozenset[str]
    buckets: tuple[float, ...]
    exemplar: str
    own: bool
    line: int

    @property
    def series(self) -> Mapping[str, frozenset[str]]:
        """Names under which it is queried, with the labels of each."""
        if self.type != "histogram":
            return {self.name: self.labels}
        return {
            f"{self.name}_bucket": self.labels | {"le"},
            f"{self.name}_sum": self.labels,
            f"{self.name}_count": self.labels,
        }


@dataclass(frozen=True)
class Objective:
    """One service level objective.

    Attributes:
        name: such as ``availability``.
        error_budget: share of events that may be bad, from 0 to 1.
        line: where it stands in the contract.
    """

    name: str
    error_budget: float
    line: int


@dataclass(frozen=True)
class BurnRate:
    """One pair of windows over which an error budget is watched.

    Attributes:
        long: the long window, such as ``1h``.
        short: the short one.
        budget_percent: share of the budget that is spent when the long window is over.
        factor: how many times faster than allowed.
        wait: how long before the alert fires (its ``for``).
        severity: severity of the alert.
        incident_severity: severity of the incident.
        line: where it stands in the contract.
    """

    long: str
    short: str
    budget_percent: float
    factor: float
    wait: str
    severity: str
    incident_severity: str
    line: int

    def expected_factor(self, window_days: float) -> float:
        """Budget share x window / long window."""
        return self.budget_percent / 100 * window_days * 86400 / parse_seconds(self.long)


@dataclass(frozen=True)
class Contract:
    """The contract file."""

    document: Document

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """Every metric, the service's own first."""
        return (*self._metrics("metrics"), *self._metrics("runtime_metrics"))

    def term(self, *keys: str) -> Any:
        """Value that the contract has under these keys.

        Raises:
            ScaffoldError: it has none; names the line where it should stand.
        """
        found = dig(self.document.data, *keys)
        if found is None:
            path, line = self.place(*keys)
            raise ScaffoldError(f"{path}:{line}: has no {'.'.join(keys)}")
        return found

    def place(self, *keys: str) -> tuple[str, int]:
        """Path and line of a value, or of the nearest one above it."""
        return self.document.path, self.document.line(*keys)

    @property
    def target_labels(self) -> Mapping[str, str]:
        """Labels that every series gets by being scraped, with their values."""
        return {str(key): str(value) for key, value in self._get("target_labels", {}).items()}

    @cached_property
    def series(self) -> Mapping[str, frozenset[str]]:
        """Every name that can be queried with all its labels, Prometheus's own series included."""
        target = TARGET_LABELS | set(self.target_labels)
        found = dict(WELL_KNOWN)
        for metric in self.metrics:
            found |= metric.series
        return {name: labels | target for name, labels in found.items()}

    @cached_property
    def objectives(self) -> tuple[Objective, ...]:
        """The objectives."""
        return tuple(
            Objective(str(item["name"]), float(item["error_budget_ratio"]), line)
            for item, line in self._items("slos")
        )

    @cached_property
    def burn_rates(self) -> tuple[BurnRate, ...]:
        """The pairs of windows, the fastest first."""
        return tuple(
            BurnRate(
                long=str(item["long"]),
                short=str(item["short"]),
                budget_percent=float(item["budget_percent"]),
                factor=float(item["factor"]),
                wait=str(item["for"]),
                severity=str(item["severity"]),
                incident_severity=str(item["incident_severity"]),
                line=line,
            )
            for item, line in self._items("burn_rates")
        )

    @property
    def minimum_bad_events(self) -> float:
        """Fewer bad events than this never fire a burn alert."""
        return float(self._get("minimum_bad_events", 0))

    @property
    def window_days(self) -> float:
        """Days over which the objectives hold."""
        return float(self._get("slo_window_days", 0))

    def _metrics(self, key: str) -> Iterator[Metric]:
        for item, line in self._items(key):
            yield Metric(
                name=str(item["name"]),
                type=str(item["type"]),
                labels=frozenset(item["labels"]),
                buckets=tuple(map(float, item.get("buckets", ()))),
                exemplar=str(item.get("exemplar", "")),
                own=key == "metrics",
                line=line,
            )

    def _items(self, key: str) -> Iterator[tuple[Mapping[str, Any], int]]:
        for index, item in enumerate(self._get(key, [])):
            yield item, self.document.line(key, index)

    def _get(self, key: str, default: Any) -> Any:
        if not isinstance(self.document.data, dict):
            raise ScaffoldError(f"{PATH}: must be a mapping")
        return self.document.data.get(key) or default


def read_contract(root: Path) -> Contract:
    """Read the contract.

    Raises:
        ScaffoldError: it is missing or does not parse.
    """
    return Contract(read_document(root, PATH))
