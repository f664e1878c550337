"""Queries of an incident are the repository's own rules over another range."""

from datetime import UTC, datetime, timedelta

import pytest

from scaffold.artifacts.budget import Budget, budgets, queries
from scaffold.artifacts.promql import parse_query
from scaffold.errors import ScaffoldError
from scaffold.repo import ServiceRepo

BEGAN = datetime(2026, 11, 24, 9, 3, 3, tzinfo=UTC)
ENDED = BEGAN + timedelta(minutes=44)
AVAILABILITY = Budget("availability", 0.001, 30)


def test_budget_is_what_the_objective_leaves(fresh):
    """In minutes of full outage."""
    assert [(one.slo, round(one.minutes, 3)) for one in budgets(ServiceRepo(fresh).answers)] == [
        ("availability", 43.2),
        ("latency", 432.0),
    ]


@pytest.mark.parametrize("value", [None, "much", []])
def test_budget_without_an_objective_is_an_error(value):
    """It names the answer."""
    with pytest.raises(ScaffoldError, match="must hold a number under availability_objective"):
        budgets({"slo_window_days": 30, "availability_objective": value})


@pytest.mark.parametrize("slo", ["availability", "latency"])
def test_queries_read_what_the_service_emits_over_the_incident(fresh, slo):
    """No recorded series is left in them, and each range ends when the incident did."""
    repo = ServiceRepo(fresh)
    found = queries(repo.rules, Budget(slo, 0.01, 30), BEGAN, ENDED)
    at = f"@ {ENDED.timestamp():.0f}"
    for text in (found.bad, found.total, found.share, found.spent):
        query = parse_query(text)
        assert {metric for metric in query.metrics if metric.startswith("slo:")} == set()
        assert text.count("[") == text.count(at)
    ranges = {one.range_seconds for one in parse_query(found.spent).selectors}
    assert ranges == {44 * 60.0, 30 * 86400.0}
    assert {one.range_seconds for one in parse_query(found.share).selectors} == {44 * 60.0}


def test_queries_count_what_the_rules_count(broken):
    """A team that counts 429 as an error finds it in its review."""
    rules = broken / "observability/rules/slo-recordings.yaml"
    text = rules.read_text()
    rules.write_text(text.replace('status=~"5.."', 'status=~"5..|429"'))
    found = queries(ServiceRepo(broken).rules, AVAILABILITY, BEGAN, ENDED)
    assert 'status=~"5..|429"' in found.bad


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("slo:sli_bad:increase5m", "slo:bad:increase5m"),
        ("slo:sli_total:increase5m", "slo:total:increase5m"),
        ("slo: availability }", "slo: uptime }"),
    ],
)
def test_rules_of_another_shape_have_no_queries(broken, old, new):
    """Nothing is better than something wrong."""
    rules = broken / "observability/rules/slo-recordings.yaml"
    rules.write_text(rules.read_text().replace(old, new))
    assert queries(ServiceRepo(broken).rules, AVAILABILITY, BEGAN, ENDED) is None
