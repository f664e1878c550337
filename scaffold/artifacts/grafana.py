"""What Grafana does with a dashboard's variables before it asks Prometheus."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scaffold.artifacts.panels import Variable

ALL = "$__all"
MOST_POINTS = 1000
"""Points that a panel draws at most; Grafana takes its width in pixels."""

_SPECIAL = str.maketrans(
    {letter: f"\\\\{letter}" for letter in "$^*{}[]'+?.()|"} | {"\\": "\\" * 4}
)
_QUOTED = str.maketrans({"\\": "\\\\", "'": "\\\\'"})


@dataclass(frozen=True)
class TimeRange:
    """What the reader of a dashboard looks at.

    Attributes:
        start: in seconds since 1970.
        end: the same.
        scrape_seconds: interval of scraping, as the data source is told.
    """

    start: float
    end: float
    scrape_seconds: float

    @property
    def seconds(self) -> int:
        """Its length."""
        return math.ceil(self.end - self.start)

    @property
    def step_seconds(self) -> int:
        """Time from one point to the next: ``$__interval``."""
        return math.ceil(max(self.seconds / MOST_POINTS, self.scrape_seconds))

    @property
    def variables(self) -> Mapping[str, str]:
        """Values of Grafana's own variables."""
        rate_seconds = max(4 * self.scrape_seconds, self.step_seconds + self.scrape_seconds)
        return {
            "__interval": f"{self.step_seconds}s",
            "__interval_ms": str(self.step_seconds * 1000),
            "__rate_interval": f"{math.ceil(rate_seconds)}s",
            "__range": f"{self.seconds}s",
            "__range_s": str(self.seconds),
            "__range_ms": str(self.seconds * 1000),
            "__from": str(round(self.start * 1000)),
            "__to": str(round(self.end * 1000)),
        }


def choose(variable: Variable, options: Sequence[str]) -> str:
    """What stands for a variable in a query when the dashboard is opened.

    That is what was chosen when it was saved, as far as it is still among the options; else all,
    where that is offered; else the first one.

    Args:
        variable: the variable.
        options: the values that its query found.
    """
    several = bool(variable.data.get("multi") or variable.data.get("includeAll"))
    kept = [one for one in variable.chosen if one in options]
    if variable.data.get("includeAll") and (ALL in variable.chosen or not kept):
        everything = str(variable.data.get("allValue") or "")
        return everything or _alternatives(options)
    kept = kept or list(options[:1])
    return _alternatives(kept) if several else "".join(kept).translate(_QUOTED)


def _alternatives(values: Sequence[str]) -> str:
    """A regular expression, as it stands within the quotes of PromQL."""
    escaped = [value.translate(_SPECIAL) for value in values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})" if escaped else ""
