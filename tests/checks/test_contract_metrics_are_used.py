"""contract-metrics-are-used: every metric of the contract is shown or alerted on."""

from scaffold.checks import contract_metrics_are_used as check
from scaffold.finding import Finding

PATH = "observability/contract.yaml"
METRIC = """\
metrics:
  - { name: cache_hits_total, type: counter, labels: [] }
"""


def test_metric_that_nobody_looks_at_is_found(broken, findings, edit):
    """At its line in the contract."""
    line = edit(broken / PATH, "\nmetrics:\n", f"\n{METRIC}") + 2
    message = "cache_hits_total is queried by no rule and no dashboard"
    hint = "add a panel, or stop emitting it"
    assert findings(check, broken) == [Finding(PATH, line, message, hint)]


def test_dashboards_that_are_gone_leave_metrics_unused(broken, findings):
    """What only they show."""
    for path in (broken / "observability/dashboards").iterdir():
        path.unlink()
    found = {one.message.split()[0] for one in findings(check, broken)}
    assert "log_messages_total" in found
    assert "http_requests_total" not in found
