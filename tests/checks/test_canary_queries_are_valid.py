"""canary-queries-are-valid: what a canary is measured by is PromQL over metrics that exist."""

import pytest

from scaffold.checks import canary_queries_are_valid as check
from scaffold.errors import Skip
from scaffold.finding import Finding

ANALYSIS = "deploy/chart/templates/analysis.yaml"
BURN_RATE = "deploy/chart/templates/_burn_rate.tpl"


def place(broken) -> tuple[str, int]:
    text = (broken / ANALYSIS).read_text()
    return ANALYSIS, text[: text.index("          query: |")].count("\n") + 1


def test_metric_that_nothing_emits_is_found(broken, findings, edit):
    """With the name that was meant."""
    edit(
        broken / BURN_RATE, "`http_request_duration_seconds_count{", "`http_request_seconds_count{"
    )
    assert set(findings(check, broken)) == {
        Finding(
            *place(broken),
            "AnalysisTemplate orders-latency, metric latency-burn-rate: "
            "http_request_seconds_count is emitted by nothing",
            "did you mean http_request_duration_seconds_count?",
        )
    }


def test_label_that_the_metric_lacks_is_found(broken, findings, edit):
    """A matcher on it selects nothing."""
    edit(broken / BURN_RATE, 'status=~"%s"', 'code=~"%s"')
    (found,) = set(findings(check, broken))
    assert (found.path, found.line) == place(broken)
    assert found.message.endswith("http_requests_total has no label 'code'")


def test_query_that_does_not_parse_is_found(broken, findings, edit):
    """Before Argo Rollouts meets it."""
    edit(
        broken / BURN_RATE,
        "http_requests_total{%s}[%s]` .selector",
        "http_requests_total{%s[%s]` .selector",
    )
    messages = {one.message.partition(": ")[2][:28] for one in findings(check, broken)}
    assert messages == {"its query does not parse: un"}


def test_chart_without_canary_is_skipped(broken, findings):
    """There is nothing to measure."""
    (broken / ANALYSIS).unlink()
    with pytest.raises(Skip):
        findings(check, broken)
