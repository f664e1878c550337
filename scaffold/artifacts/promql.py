"""PromQL expressions: which series they select, over which ranges, and which labels they keep."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import promql_parser as parser

from scaffold.artifacts.query import Comparison, Grouping, Matcher, Query, Selector
from scaffold.errors import ScaffoldError

RATES = ("rate", "irate", "increase")
_OPERATORS = {
    "MatchOp.Equal": "=",
    "MatchOp.NotEqual": "!=",
    "MatchOp.Re": "=~",
    "MatchOp.NotRe": "!~",
}
_COMPARISONS = (">", ">=", "<", "<=", "==", "!=")


@dataclass(frozen=True)
class LocatedQuery:
    """An expression and where it stands.

    Attributes:
        text: with Grafana's variables replaced.
        path: the file.
        line: its line.
        source: ``rule``, ``dashboard`` or ``runbook``.
    """

    text: str
    path: str
    line: int
    source: str

    @property
    def query(self) -> Query:
        """It, parsed.

        Raises:
            ScaffoldError: it is no PromQL.
        """
        return parse_query(self.text)

    @property
    def parses(self) -> bool:
        """Whether it is PromQL."""
        return is_query(self.text)


@cache
def parse_query(text: str) -> Query:
    """Parse an expression without variables.

    Raises:
        ScaffoldError: it is no PromQL; says why, not where.
    """
    try:
        tree = parser.parse(text)
    except ValueError as error:
        raise ScaffoldError(str(error)) from None
    return _query(tree, text)


def is_query(text: str) -> bool:
    """Whether :func:`parse_query` accepts it."""
    try:
        parse_query(text)
    except ScaffoldError:
        return False
    return True


def parse_seconds(duration: str) -> float:
    """Seconds of a duration as Prometheus writes it, such as ``1h30m``.

    Raises:
        ScaffoldError: it is none.
    """
    if duration in {"0", ""}:
        return 0.0
    try:
        return float(parser.parse_duration(duration).total_seconds())
    except ValueError as error:
        raise ScaffoldError(f"{duration!r} is no duration: {error}") from None


def _query(tree: parser.Expr, text: str) -> Query:
    selectors: list[Selector] = []
    groupings: list[Grouping] = []
    made: set[str] = set()
    comparisons: list[Comparison] = []
    for node, around in _walk(tree):
        if isinstance(node, parser.VectorSelector):
            selectors.append(_selector(node, around))
        elif isinstance(node, parser.AggregateExpr | parser.BinaryExpr):
            groupings += _groupings(node, around)
            comparisons += _comparisons(node)
        if label := _made_label(node):
            made.add(label)
    return Query(text, tuple(selectors), tuple(groupings), frozenset(made), tuple(comparisons))


def _walk(tree: parser.Expr) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every node with the nodes around it, the outermost first."""
    found: list[tuple[Any, tuple[Any, ...]]] = []
    around: list[Any] = []

    def enter(node: Any) -> None:
        found.append((node, tuple(around)))
        around.append(node)

    leave: Callable[[Any], None] = lambda _: around.pop() and None  # noqa: E731
    parser.walk(tree, enter, leave)
    yield from found


def _selector(node: Any, around: tuple[Any, ...]) -> Selector:
    matchers = [
        Matcher(one.name, _OPERATORS[str(one.op)], one.value)
        for group in (node.matchers.matchers, *node.matchers.or_matchers)
        for one in group
    ]
    named = [one.value for one in matchers if one.name == "__name__" and one.operator == "="]
    outer = list(around)
    range_seconds = None
    if outer and isinstance(outer[-1], parser.MatrixSelector):
        range_seconds = outer.pop().range.total_seconds()
    return Selector(
        metric=node.name or "".join(named[:1]),
        matchers=tuple(one for one in matchers if one.name != "__name__"),
        range_seconds=range_seconds,
        function=outer[-1].func.name if outer and isinstance(outer[-1], parser.Call) else "",
        aggregated=any(isinstance(one, parser.AggregateExpr) for one in outer),
    )


def _groupings(node: Any, around: tuple[Any, ...]) -> Iterator[Grouping]:
    outermost = not any(isinstance(one, parser.AggregateExpr) for one in around)
    modifier = node.modifier
    if isinstance(node, parser.AggregateExpr):
        by = modifier is not None and modifier.type == parser.AggModifierType.By
        keyword = ("by" if by else "without") if modifier else ""
        labels = tuple(modifier.labels) if modifier else ()
        inner = _query(node.expr, node.expr.prettify())
        yield Grouping(str(node.op), keyword, labels, inner, outermost)
    elif modifier is not None:
        inner = _query_of_sides(node)
        if modifier.matching is not None:
            on = modifier.matching.type == parser.LabelModifierType.Include
            labels = tuple(modifier.matching.labels)
            yield Grouping(str(node.op), "on" if on else "ignoring", labels, inner, outermost)
        if modifier.group_labels:
            labels = tuple(modifier.group_labels)
            yield Grouping(str(node.op), "group", labels, inner, outermost)


def _query_of_sides(node: Any) -> Query:
    left, right = (_query(side, side.prettify()) for side in (node.lhs, node.rhs))
    return Query(
        text=node.prettify(),
        selectors=left.selectors + right.selectors,
        groupings=left.groupings + right.groupings,
        made=left.made | right.made,
        comparisons=left.comparisons + right.comparisons,
    )


def _comparisons(node: Any) -> Iterator[Comparison]:
    if isinstance(node, parser.BinaryExpr) and str(node.op) in _COMPARISONS:
        limit = _constant(node.rhs)
        if limit is not None:
            left = _query(node.lhs, node.lhs.prettify())
            yield Comparison(left.metrics, str(node.op), limit)


def _constant(node: Any) -> float | None:
    """Value of an expression of literals alone, such as ``(14.4 * 0.001)``."""
    if isinstance(node, parser.NumberLiteral):
        return float(node.val)
    if isinstance(node, parser.ParenExpr):
        return _constant(node.expr)
    if isinstance(node, parser.BinaryExpr):
        left, right = _constant(node.lhs), _constant(node.rhs)
        if left is not None and right is not None:
            return {"*": left * right, "+": left + right, "-": left - right}.get(str(node.op))
    return None


def _made_label(node: Any) -> str:
    """The label that a function adds, or nothing."""
    if isinstance(node, parser.Call) and node.func.name in {"label_replace", "label_join"}:
        return str(node.args[1].val)
    if isinstance(node, parser.AggregateExpr) and str(node.op) == "count_values":
        return str(node.param.val) if node.param else ""
    return ""
