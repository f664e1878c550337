"""dashboard-queries-are-valid: each query parses, follows the variables, aggregates counters."""

import json

import pytest

from scaffold.checks import dashboard_queries_are_valid as check

PATH = "observability/dashboards/runtime.json"
OVERVIEW = "observability/dashboards/overview.json"
CPU = 'process_cpu_seconds_total{namespace="$namespace", job=~"$job", instance=~"$instance"}'


def change(path, expression, source="prometheus"):
    """Give the first query of that data source another expression; returns its panel's title."""
    board = json.loads(path.read_text())
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            if target["datasource"]["type"] == source:
                target["expr"] = expression
                path.write_text(json.dumps(board, indent=2))
                return panel["title"]
    raise AssertionError(source)


@pytest.mark.parametrize(
    ("expression", "rule", "asked"),
    [
        ("", "target-promql-rule", "asks no PromQL: no expression found in input"),
        (
            f"rate({CPU}[$__rate_interval]",
            "target-promql-rule",
            "asks no PromQL: unclosed left parenthesis",
        ),
        (
            f"rate({CPU}[5m])",
            "target-rate-interval-rule",
            "process_cpu_seconds_total must use $__rate_interval",
        ),
        (
            CPU,
            "target-counter-agg-rule",
            "the counter process_cpu_seconds_total must stand within rate, irate or increase",
        ),
        (
            f"max_over_time({CPU}[1h])",
            "target-counter-agg-rule",
            "the counter process_cpu_seconds_total must stand within rate, irate or increase",
        ),
        (
            'process_open_fds{instance=~"$instance"}',
            "target-job-rule",
            'process_open_fds must have the matcher job=~"$job"',
        ),
        (
            'process_open_fds{job=~"$job", instance="$instance"}',
            "target-instance-rule",
            'process_open_fds must have the matcher instance=~"$instance"',
        ),
    ],
)
def test_query_that_breaks_a_rule_is_found(broken, findings, expression, rule, asked):
    """With its panel, at its line."""
    title = change(broken / PATH, expression)
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (PATH, f"{rule}: panel {title!r} {asked}")
    assert '"expr"' in (broken / PATH).read_text().splitlines()[found.line - 1]


@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        ('{service_name="orders"', "target-logql-rule"),
        ('sum(rate({service_name="orders"} | json [$__auto])))', "target-logql-rule"),
        ("| json", "target-logql-rule"),
        ('sum(rate({service_name="orders"} | json [5m]))', "target-logql-auto-rule"),
        ('{service_name="orders", instance=~"$instance"}', "target-job-rule"),
    ],
)
def test_log_query_that_breaks_a_rule_is_found(broken, findings, expression, rule):
    """As far as brackets tell; a bare selector is judged as PromQL."""
    change(broken / OVERVIEW, expression, "loki")
    (found,) = findings(check, broken)
    assert found.message.startswith(f"{rule}: ")


@pytest.mark.parametrize(
    "expression",
    [
        '{service_name="orders"} |= `}` | json | level=~"$level"',
        'sum(rate({service_name="orders"} | json [$__auto]))',
    ],
)
def test_other_log_queries_pass(broken, findings, expression):
    """Brackets within strings do not count."""
    change(broken / OVERVIEW, expression, "loki")
    assert findings(check, broken) == []
