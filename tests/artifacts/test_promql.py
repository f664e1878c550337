"""What is read out of a PromQL expression."""

import pytest

from scaffold.artifacts.promql import is_query, parse_query, parse_seconds
from scaffold.artifacts.query import Comparison, Matcher
from scaffold.artifacts.variables import RATE_INTERVAL_SECONDS, expand_variables
from scaffold.errors import ScaffoldError


def test_selectors_know_metric_range_and_function():
    """From left to right, however deep they stand."""
    query = parse_query('sum by (job) (rate(a_total{job="x"}[5m])) / on (job) b{c!~"1|2"}')
    assert [
        (one.metric, one.range_seconds, one.function, one.aggregated) for one in query.selectors
    ] == [("a_total", 300, "rate", True), ("b", None, "", False)]
    assert query.selectors[0].matchers == (Matcher("job", "=", "x"),)
    assert query.selectors[1].matchers == (Matcher("c", "!~", "1|2"),)


def test_metric_named_by_a_matcher_is_known():
    """``{__name__="a"}`` is ``a``."""
    (selector,) = parse_query('{__name__="a", b="c"}').selectors
    assert (selector.metric, selector.matchers) == ("a", (Matcher("b", "=", "c"),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum by (a, b) (x)", [("sum", "by", ("a", "b"))]),
        ("max without (a) (x)", [("max", "without", ("a",))]),
        ("count(x)", [("count", "", ())]),
        ("x / on (a) group_left (b) y", [("/", "on", ("a",)), ("/", "group", ("b",))]),
        ("x and ignoring (a) y", [("and", "ignoring", ("a",))]),
        ("x + y", []),
    ],
)
def test_groupings_are_read(text, expected):
    """Aggregations and vector matchings."""
    found = parse_query(text).groupings
    assert [(one.operation, one.keyword, one.labels) for one in found] == expected


def test_grouping_knows_what_it_groups():
    """And whether another stands around it."""
    outer, inner = parse_query("max by (a) (sum by (a, b) (x))").groupings
    assert (outer.outermost, inner.outermost) == (True, False)
    assert outer.within.metrics == inner.within.metrics == ("x",)


@pytest.mark.parametrize(
    ("text", "limit"), [("a > 0.5", 0.5), ("a > (14.4 * 0.001)", 0.0144), ("a > -(1)", None)]
)
def test_comparisons_with_constants_are_worked_out(text, limit):
    """Products of literals too."""
    expected = () if limit is None else (Comparison(("a",), ">", pytest.approx(limit)),)
    assert parse_query(text).comparisons == expected


@pytest.mark.parametrize(
    "text", ['label_replace(a, "made", "$1", "b", "(.*)")', 'count_values("made", a)']
)
def test_labels_that_functions_add_are_known(text):
    """A grouping may name them."""
    assert parse_query(text).made == {"made"}


@pytest.mark.parametrize("text", ["", "rate(a)", "sum(", "a b", "a{b=1}"])
def test_text_that_is_no_promql_is_refused(text):
    """With the parser's reason."""
    assert not is_query(text)
    with pytest.raises(ScaffoldError, match=r"\w"):
        parse_query(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rate(a[$__rate_interval])", "rate(a[237s])"),
        ("a[${__range}]", "a[1h]"),
        ("topk($top, a)", "topk(top, a)"),
        ("topk($limit, a)", "topk(5, a)"),
        ('a{job=~"$job"}', 'a{job=~"$job"}'),
        ("a[[[__interval]]]", "a[1m]"),
    ],
)
def test_variables_are_replaced_outside_of_quotes(text, expected):
    """Within quotes a matcher still shows which variable it follows."""
    assert expand_variables(text, {"limit": "5"}) == expected


def test_rate_interval_is_recognised():
    """Nobody writes that range by hand."""
    (selector,) = parse_query(expand_variables("rate(a[$__rate_interval])")).selectors
    assert selector.range_seconds == RATE_INTERVAL_SECONDS


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("1h30m", 5400), ("1d", 86400)])
def test_durations_are_read(text, seconds):
    """As Prometheus writes them."""
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize("text", ["soon", "5x", "-1m"])
def test_text_that_is_no_duration_is_refused(text):
    """With the text."""
    with pytest.raises(ScaffoldError, match=text):
        parse_seconds(text)
