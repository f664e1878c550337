"""What ``/metrics`` answers, read by Prometheus's own strict parser of OpenMetrics."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from scaffold.errors import ScaffoldError

ACCEPT = "application/openmetrics-text; version=1.0.0; charset=utf-8"

Labels = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Shape:
    """What a metric looks like, its values left out.

    Attributes:
        type: ``counter``, ``gauge`` or ``histogram``.
        labels: the sets of label names of its series; one, where all is well.
        bounds: the sets of finite bucket bounds of its series; one, where all is well.
    """

    type: str
    labels: frozenset[frozenset[str]]
    bounds: frozenset[tuple[float, ...]]


@dataclass(frozen=True)
class Exposition:
    """One scrape."""

    families: tuple[Metric, ...]

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """Every metric by the name that it has in queries, ``_total`` included."""
        return {_name(family): _shape(family) for family in self.families}

    @cached_property
    def _series(self) -> Mapping[str, Mapping[Labels, float]]:
        found: dict[str, dict[Labels, float]] = {}
        for sample in self._samples():
            found.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
        return found

    def series(self, name: str) -> Mapping[Labels, float]:
        """Values of all series of that name."""
        return self._series.get(name, {})

    def value(self, name: str, **labels: str) -> float:
        """Sum over the series with these labels; 0 when there is none."""
        wanted = set(labels.items())
        return sum(value for found, value in self.series(name).items() if wanted <= found)

    def exemplars(self, name: str) -> set[tuple[str, str]]:
        """Labels of all exemplars on series of that name."""
        return {
            label
            for sample in self._samples()
            if sample.name == name and sample.exemplar
            for label in sample.exemplar.labels.items()
        }

    def _samples(self) -> Iterator[Sample]:
        for family in self.families:
            yield from family.samples


def parse(text: str) -> Exposition:
    """Parse OpenMetrics.

    Raises:
        ScaffoldError: it is no valid OpenMetrics; says why.
    """
    try:
        families = text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
        return Exposition(tuple(families))
    except (ValueError, KeyError, IndexError) as error:
        raise ScaffoldError(f"GET /metrics is no valid OpenMetrics: {error}") from None


def _name(family: Metric) -> str:
    return f"{family.name}_total" if family.type == "counter" else str(family.name)


def _shape(family: Metric) -> Shape:
    bounds: dict[Labels, list[float]] = {}
    for sample in family.samples:
        if "le" in sample.labels and sample.labels["le"] != "+Inf":
            labels = frozenset(item for item in sample.labels.items() if item[0] != "le")
            bounds.setdefault(labels, []).append(float(sample.labels["le"]))
    names = (frozenset(sample.labels) - {"le", "quantile"} for sample in family.samples)
    return Shape(
        type=str(family.type),
        labels=frozenset(names),
        bounds=frozenset(tuple(sorted(found)) for found in bounds.values()),
    )
