"""What is known of a PromQL expression: the words that ``promql.py`` reads it into."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Matcher:
    """One label matcher: ``job=~"a|b"``."""

    name: str
    operator: str
    value: str

    def __str__(self) -> str:
        """As PromQL writes it."""
        value = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.name}{self.operator}"{value}"'


@dataclass(frozen=True)
class Selector:
    """One selection of series.

    Attributes:
        metric: name of the metric; empty where only matchers select.
        matchers: its label matchers, the one on the name left out.
        range_seconds: length of its range, or None for an instant vector.
        function: function that takes it directly, or nothing.
        aggregated: whether an aggregation stands anywhere around it.
    """

    metric: str
    matchers: tuple[Matcher, ...]
    range_seconds: float | None
    function: str
    aggregated: bool

    def __str__(self) -> str:
        """The series alone, as PromQL writes them."""
        return f"{self.metric}{{{', '.join(map(str, self.matchers))}}}"


@dataclass(frozen=True)
class Grouping:
    """The labels by which an aggregation groups or a binary operator matches.

    Attributes:
        operation: such as ``sum`` or ``/``.
        keyword: ``by``, ``without``, ``on``, ``ignoring``, ``group``, or nothing for an
            aggregation that names no labels.
        labels: the labels.
        within: the part of the expression whose series have them.
        outermost: whether no aggregation stands around it.
    """

    operation: str
    keyword: str
    labels: tuple[str, ...]
    within: "Query"
    outermost: bool

    @property
    def aggregates(self) -> bool:
        """Whether it belongs to an aggregation."""
        return self.keyword in {"by", "without", ""}


@dataclass(frozen=True)
class Query:
    """One parsed expression.

    Attributes:
        text: as it was written.
        selectors: the series it selects, from left to right.
        groupings: its aggregations and vector matchings, outer ones first.
        made: labels that ``label_replace`` and its kin add.
        comparisons: its comparisons with a constant.
    """

    text: str
    selectors: tuple[Selector, ...]
    groupings: tuple[Grouping, ...]
    made: frozenset[str]
    comparisons: tuple["Comparison", ...]

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the metrics it selects, each once, in order."""
        return tuple(dict.fromkeys(one.metric for one in self.selectors if one.metric))


@dataclass(frozen=True)
class Comparison:
    """One comparison with a constant, such as ``a / b > (14.4 * 0.001)``.

    Attributes:
        metrics: names of the metrics on its left.
        operator: such as ``>``.
        limit: the constant.
    """

    metrics: tuple[str, ...]
    operator: str
    limit: float


EMPTY = Query("", (), (), frozenset(), ())
"""An expression of nothing."""
