"""inhibitions-have-labels: every label that an inhibition compares is on its alerts."""

import pytest

from scaffold.checks import inhibitions_have_labels as check
from scaffold.finding import Finding

PATH = "observability/alertmanager/alertmanager.yaml"
ALERTS = "observability/rules/alerts.yaml"
SLO = "equal: [namespace, service, slo]"


def test_label_that_no_alert_has_is_found(broken, findings, edit):
    """All of them would be equal in it."""
    line = edit(broken / PATH, SLO, SLO.replace("slo", "objective"))
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, line)
    assert found.message.startswith("AvailabilityBudgetBurn1d, AvailabilityBudgetBurn1h, ")
    assert found.message.endswith(" lack the label 'objective': missing labels are equal")


@pytest.mark.parametrize("new", ["", '          slo: ""\n'])
def test_alert_that_lacks_a_label_is_found(broken, findings, new):
    """An empty label is a missing one."""
    head, alert, tail = (broken / ALERTS).read_text().partition("- alert: LatencyBudgetBurn1d")
    tail = tail.replace("          slo: latency\n", new, 1)
    (broken / ALERTS).write_text(head + alert + tail)
    (found,) = findings(check, broken)
    message = "LatencyBudgetBurn1d lack the label 'slo': missing labels are equal"
    assert (found.message, found.hint) == (message, "set slo in their rules")


def test_inhibition_that_compares_nothing_is_found(broken, findings, edit):
    """It would silence every service of the cluster."""
    line = edit(broken / PATH, SLO, "equal: []")
    message = "compares no label: one alert silences every service"
    hint = "add equal: [namespace, service]"
    assert findings(check, broken) == [Finding(PATH, line, message, hint)]


@pytest.mark.parametrize(
    ("side", "old", "new"),
    [
        ("source", 'alertname="ServiceAbsent"', 'alertname="ServiceMissing"'),
        ("target", "BudgetBurn.+|SLOMetricAbsent", "BudgetSpent.+|SLOAbsent"),
    ],
)
def test_inhibition_that_no_alert_meets_is_found(broken, findings, edit, side, old, new):
    """After an alert was renamed."""
    line = edit(broken / PATH, old, new)
    message = f"no alert meets the {side}_matchers"
    hint = "correct the matchers, or remove the inhibition"
    assert findings(check, broken) == [Finding(PATH, line, message, hint)]
