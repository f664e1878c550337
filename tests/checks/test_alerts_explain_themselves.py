"""alerts-explain-themselves: every alert says what is wrong, how bad it is, and where to look."""

import pytest

from scaffold.checks import alerts_explain_themselves as check
from scaffold.finding import Finding

PATH = "observability/rules/alerts.yaml"
SUMMARY = "          summary: Alerts of orders arrive\n"
RUNBOOK = "https://github.com/acme/orders/blob/main/runbooks/Watchdog.md"


def test_summary_that_is_missing_is_found(broken, findings, edit):
    """It is the title of the page."""
    line = edit(broken / PATH, SUMMARY, "") - 1
    expected = Finding(PATH, line, "Watchdog has no summary", "write the annotation summary")
    assert findings(check, broken) == [expected]


def test_summary_with_a_value_is_found(broken, findings, edit):
    """It would change with every evaluation."""
    new = SUMMARY.replace("arrive", "arrive {{ $value }}")
    line = edit(broken / PATH, SUMMARY, new)
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, line)
    assert found.message == "Watchdog: the summary holds a value"


def test_description_without_a_value_is_found(broken, findings):
    """Where the alert measures something."""
    text = (broken / PATH).read_text().replace("{{ $value | humanizePercentage }}", "Some")
    (broken / PATH).write_text(text)
    found = findings(check, broken)
    assert len(found) == 8
    assert {one.message.split(": ")[1] for one in found} == {"the description holds no value"}


@pytest.mark.parametrize(
    "url",
    [
        RUNBOOK.replace("Watchdog", "ServiceAbsent"),
        RUNBOOK.replace("acme", "other"),
        RUNBOOK.removesuffix(".md"),
    ],
)
def test_runbook_of_another_alert_is_found(broken, findings, edit, url):
    """Or under another address than the answers give."""
    line = edit(broken / PATH, f"runbook_url: {RUNBOOK}", f"runbook_url: {url}")
    expected = Finding(PATH, line, f"Watchdog: runbook_url is {url}", f"it must be {RUNBOOK}")
    assert findings(check, broken) == [expected]


def test_dashboard_that_does_not_exist_is_found(broken, findings, edit):
    """Its UID is that of a file."""
    old = f"{RUNBOOK}\n          dashboard_url: /d/orders-overview"
    line = edit(broken / PATH, old, old.replace("overview", "home")) + 1
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, line)
    assert found.message == "Watchdog: dashboard_url names no dashboard: /d/orders-home"
    assert "orders-slo" in found.hint
