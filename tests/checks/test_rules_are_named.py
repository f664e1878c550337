"""rules-are-named: rules are named so that their name says what they are."""

import pytest

from scaffold.checks import rules_are_named as check
from scaffold.finding import Finding

ALERTS = "observability/rules/alerts.yaml"
RECORDINGS = "observability/rules/slo-recordings.yaml"


@pytest.mark.parametrize("name", ["watchdog", "Watch_dog", "watch-dog", "WATCH DOG"])
def test_alert_in_another_case_is_found(broken, findings, edit, name):
    """It is the name of a page."""
    line = edit(broken / ALERTS, "alert: Watchdog", f"alert: {name}")
    expected = [Finding(ALERTS, line, f"{name!r} is not UpperCamelCase", "rename it")]
    assert findings(check, broken) == expected


@pytest.mark.parametrize("name", ["burn_rate", "slo:burn_rate", "slo:BurnRate:ratio"])
def test_recorded_name_of_another_shape_is_found(broken, findings, edit, name):
    """Level, metric, operations."""
    line = edit(broken / RECORDINGS, "record: slo:period_burn_rate:ratio", f"record: {name}")
    message = f"{name!r} is not level:metric:operations"
    assert findings(check, broken) == [Finding(RECORDINGS, line, message, "rename it")]


def test_two_alerts_of_one_name_are_found(broken, findings, edit):
    """At both places."""
    second = edit(broken / ALERTS, "alert: Watchdog", "alert: ServiceAbsent")
    same = "alert: ServiceAbsent\n        expr: |"
    first = edit(broken / ALERTS, same, same)
    message, hint = "2 alerts are ServiceAbsent", "each alert has one runbook and one name"
    expected = [Finding(ALERTS, line, message, hint) for line in (first, second)]
    assert findings(check, broken) == expected


def test_window_that_is_not_the_range_is_found(broken, findings, edit):
    """A copy whose range was not changed."""
    old = 'http_requests_total{namespace="orders", job="orders"}[30m]'
    line = edit(broken / RECORDINGS, old, old.replace("30m", "5m"))
    message = "slo:sli_total:increase30m reads a range of 300 s"
    hint = "use [30m], or rename it"
    assert findings(check, broken) == [Finding(RECORDINGS, line, message, hint)]
