"""The reader of a dashboard: asks a running Prometheus what Grafana would ask it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.artifacts.grafana import TimeRange
from scaffold.artifacts.panels import Target, Variable
from scaffold.artifacts.variables import replace_variables
from scaffold.live.prometheus import Prometheus, Sample


@dataclass(frozen=True)
class Curve:
    """What one series shows.

    Attributes:
        legend: what it is called.
        last: its last number; NaN where it has none.
    """

    legend: str
    last: float

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return math.isnan(self.last)


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at dashboards.

    Attributes:
        prometheus: where the numbers come from.
        range: the time that is looked at.
    """

    prometheus: Prometheus
    range: TimeRange

    def options(self, variable: Variable, values: Mapping[str, str]) -> tuple[str, ...]:
        """Values that a variable offers, sorted.

        Args:
            variable: the variable.
            values: of Grafana's own variables and of those before it.

        Raises:
            ScaffoldError: Prometheus refuses its query; quotes it.
        """
        if variable.type == "custom":
            return tuple(variable.query.split(","))
        if variable.type != "query" or not variable.asked_label:
            return variable.chosen
        label = variable.asked_label
        series = replace_variables(variable.argument, values) or f'{{{label}!=""}}'
        found = self._over_time(f"group by ({label}) ({series})")
        return tuple(sorted({one[0].labels[label] for one in found if label in one[0].labels}))

    def look(self, target: Target, text: str) -> tuple[Curve, ...]:
        """What a query shows, each series for itself.

        Args:
            target: the query.
            text: its expression, variables replaced.

        Raises:
            ScaffoldError: Prometheus refuses it; quotes it.
        """
        found = self._at_the_end(text) if target.is_instant else self._over_time(text)
        return tuple(Curve(target.legend(one[0].labels), _last(one)) for one in found)

    def _at_the_end(self, text: str) -> tuple[tuple[Sample, ...], ...]:
        return tuple((one,) for one in self.prometheus.query(text, self.range.end))

    def _over_time(self, text: str) -> tuple[tuple[Sample, ...], ...]:
        start, end = self.range.start, self.range.end
        return self.prometheus.query_range(text, start, end, self.range.step_seconds)


def _last(samples: tuple[Sample, ...]) -> float:
    numbers = [sample.value for sample in samples if not math.isnan(sample.value)]
    return numbers[-1] if numbers else math.nan
