"""slo-alerts-can-fire: every burn-rate alert exists, can fire and has its factor."""

import pytest

from scaffold.checks import slo_alerts_can_fire as check
from scaffold.finding import Finding

ALERTS = "observability/rules/alerts.yaml"
CONTRACT = "observability/contract.yaml"
SERIES = '{namespace="orders", job="orders", slo="availability"}'
LONG = f"slo:sli_error:ratio_rate1h{SERIES} > (14.4 * 0.001)"
SHORT = LONG.replace("rate1h", "rate5m")
BAD = f"slo:sli_bad:increase1h{SERIES} >= 10"
AND = "          and\n          "
NAME = "AvailabilityBudgetBurn1h"


@pytest.mark.parametrize(("old", "window"), [(LONG, "1h"), (SHORT, "5m")])
def test_factor_of_another_window_is_found(broken, findings, edit, old, window):
    """In the long window and in the short one."""
    edit(broken / ALERTS, old, old.replace("14.4", "6"))
    (found,) = findings(check, broken)
    assert found.path == ALERTS
    assert found.message == f"{NAME} compares the window {window} with 0.006"
    assert found.hint == "it must be 14.4 x 0.001 = 0.0144"


def test_window_that_is_dropped_is_found(broken, findings, edit):
    """An alert on the long window alone goes on for an hour after the end."""
    edit(broken / ALERTS, f"          {SHORT}\n          and\n", "")
    (found,) = findings(check, broken)
    assert found.message == f"{NAME} does not ask the window 5m"


def test_window_that_is_asked_the_other_way_round_is_found(broken, findings, edit):
    """It would fire while all is well."""
    edit(broken / ALERTS, SHORT, SHORT.replace(">", "<"))
    (found,) = findings(check, broken)
    assert found.message == f"{NAME} does not ask the window 5m"


@pytest.mark.parametrize("guard", ["", f"{AND}{BAD}\n".replace("10", "1")])
def test_missing_minimum_is_found(broken, findings, edit, guard):
    """One failure in twenty requests must not page."""
    edit(broken / ALERTS, f"{AND}{BAD}\n", guard)
    (found,) = findings(check, broken)
    assert found.message == f"{NAME} does not ask for 10 bad events"


def test_alert_that_is_gone_is_found_at_the_contract(broken, findings, edit):
    """Where its burn rate stands."""
    edit(broken / ALERTS, f"alert: {NAME}", "alert: SomethingElse")
    line = edit(broken / CONTRACT, "  - { long: 1h, short: 5m,", "  - { long: 1h, short: 5m,")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (CONTRACT, line)
    assert found.message == "no alert watches availability over 1h and 5m"


def test_alert_that_waits_otherwise_is_found(broken, findings, edit):
    """The contract's ``for`` is what the page tells."""
    old = f"{BAD}\n        for: 2m"
    line = edit(broken / ALERTS, old, old.replace("2m", "20m")) + 1
    message = f"{NAME} waits for 20m"
    assert findings(check, broken) == [Finding(ALERTS, line, message, "the contract says 2m")]


def test_severity_of_another_burn_rate_is_found(broken, findings, edit):
    """A page as a ticket."""
    old = f"{BAD}\n        for: 2m\n        labels:\n          severity: critical"
    line = edit(broken / ALERTS, old, old.replace("critical", "warning")) + 3
    expected = Finding(
        ALERTS, line, f"{NAME} has the severity warning", "the contract says critical"
    )
    assert findings(check, broken) == [expected]


def test_budget_of_which_the_factor_is_all_is_found(broken, findings, edit):
    """14.4 x 10% is more errors than there are requests."""
    edit(broken / CONTRACT, "error_budget_ratio: 0.001", "error_budget_ratio: 0.1")
    found = findings(check, broken)
    message = "1h/5m of availability can never fire"
    (one,) = [one for one in found if one.message == message]
    assert (one.path, one.hint) == (CONTRACT, "14.4 x 0.1 = 1.44 of 1: raise the SLO")


def test_factor_that_does_not_follow_from_the_share_is_found(broken, findings, edit):
    """Contract and alerts could agree on a wrong one."""
    line = edit(broken / CONTRACT, "factor: 14.4,", "factor: 10,")
    one = findings(check, broken)[0]
    expected = Finding(CONTRACT, line, "the factor of 1h/5m is 10", "2% x 30 days / 1h = 14.4")
    assert one == expected


def test_share_of_another_period_is_found(broken, findings, edit):
    """8% in an hour is a week's."""
    line = edit(broken / CONTRACT, "budget_percent: 2,", "budget_percent: 8,")
    one = findings(check, broken)[0]
    message, hint = "1h/5m spends 8% of the budget", "over 30 days it must be 2%"
    assert one == Finding(CONTRACT, line, message, hint)
