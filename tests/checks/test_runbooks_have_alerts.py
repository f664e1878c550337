"""runbooks-have-alerts: every runbook belongs to an alert."""

import pytest

from scaffold.checks import runbooks_have_alerts as check
from scaffold.finding import Finding


@pytest.mark.parametrize(
    ("name", "hint"),
    [("ServiceAbsentt", "did you mean ServiceAbsent?"), ("DiskFull", "delete it, or rename it")],
)
def test_page_without_an_alert_is_found(broken, findings, name, hint):
    """It would be followed."""
    path = f"runbooks/{name}.md"
    (broken / path).write_text(f"# {name}\n")
    expected = Finding(path, 0, f"no alert is named {name}", hint)
    assert findings(check, broken) == [expected]


def test_page_whose_alert_was_renamed_is_found(broken, findings, edit):
    """With the new name."""
    alerts = broken / "observability/rules/alerts.yaml"
    edit(alerts, "- alert: SLOMetricAbsent", "- alert: SLOMetricsAbsent")
    (found,) = findings(check, broken)
    assert (found.path, found.hint) == (
        "runbooks/SLOMetricAbsent.md",
        "did you mean SLOMetricsAbsent?",
    )


def test_page_below_another_folder_is_no_runbook(broken, findings):
    """Procedures may stand there."""
    (broken / "runbooks/procedures").mkdir()
    (broken / "runbooks/procedures/Failover.md").write_text("# Failover\n")
    assert findings(check, broken) == []
