"""Break one thing in a real repository, and verify says exactly that, exactly there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.check import Level
from scaffold.commands.verify import verify
from scaffold.errors import Exit

Place = tuple[str, str, int]
"""Check, path, line."""

ALERTMANAGER = "observability/alertmanager/alertmanager.yaml"
TERRAFORM = "deploy/terraform/service"


@pytest.fixture
def places(broken: Path) -> Callable[[], set[Place]]:
    """Where the whole static run finds something."""

    def run() -> set[Place]:
        report = verify(broken, Level.STATIC)
        assert report.exit_code == Exit.VERIFY_FAILED
        assert all(finding.hint for row in report.rows for finding in row.findings)
        return {(row.check, f.path, f.line) for row in report.rows for f in row.findings}

    return run


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def replace_first(path: Path, old: str, new: str) -> int:
    line = line_of(path, old)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return line


def test_renamed_runbook(broken, places):
    """The alert that lost it, the page that nobody links, the links that lead nowhere."""
    alert = line_of(broken / "observability/rules/alerts.yaml", "- alert: ServiceAbsent")
    index = line_of(broken / "runbooks/README.md", "(ServiceAbsent.md)")
    severities = line_of(broken / "docs/incident-severities.md", "runbooks/ServiceAbsent.md")
    (broken / "runbooks/ServiceAbsent.md").rename(broken / "runbooks/ServiceGone.md")
    assert places() == {
        ("alerts-have-runbooks", "observability/rules/alerts.yaml", alert),
        ("runbooks-have-alerts", "runbooks/ServiceGone.md", 0),
        ("links-resolve", "runbooks/README.md", index),
        ("links-resolve", "docs/incident-severities.md", severities),
    }


def test_renamed_metric_in_a_rule(broken, places):
    """The expression that selects what nothing emits."""
    path = "observability/rules/slo-recordings.yaml"
    line = replace_first(
        broken / path, "increase(http_requests_total{", "increase(http_request_total{"
    )
    ((check, where, found),) = places()
    assert (check, where) == ("metrics-in-contract", path)
    assert 0 <= line - found < 10  # promql spans lines; the finding names where it begins


def test_renamed_metric_in_a_dashboard(broken, places):
    """The panel, and the metric that is shown no more."""
    path = "observability/dashboards/overview.json"
    line = replace_first(broken / path, "http_requests_in_flight", "http_requests_inflight")
    contract = line_of(broken / "observability/contract.yaml", "name: http_requests_in_flight")
    assert places() == {
        ("metrics-in-contract", path, line),
        ("contract-metrics-are-used", "observability/contract.yaml", contract),
    }


def test_wrong_probe_path(broken, places):
    """The line of the template."""
    path = "deploy/chart/templates/_workload.tpl"
    line = replace_first(broken / path, "path: /readyz", "path: /ready")
    assert places() == {("chart-pods-have-probes", path, line)}


def test_misspelt_receiver(broken, places):
    """The route that leads nowhere."""
    line = replace_first(
        broken / ALERTMANAGER, "receiver: platform-pager", "receiver: platform-pagers"
    )
    assert places() == {("alertmanager-is-valid", ALERTMANAGER, line)}


def test_misspelt_chart_value(broken, places):
    """The line of the value, whatever else no longer renders."""
    path = "deploy/chart/values.yaml"
    line = replace_first(broken / path, "replicas: 3", "replica: 3")
    assert {place for place in places() if place[2] == line} == {
        ("chart-values-refuse-typos", path, line)
    }


def test_renamed_terraform_variable(broken, places):
    """Its declaration, its use and its settings part ways."""
    declared = replace_first(
        broken / TERRAFORM / "variables.tf", 'variable "canary_enabled"', 'variable "canary_on"'
    )
    used = line_of(broken / TERRAFORM / "main.tf", "var.canary_enabled")
    environments = {
        name: line_of(broken / TERRAFORM / f"environments/{name}.tfvars", "canary_enabled")
        for name in ("dev", "staging", "prod")
    }
    found = places()
    assert {check for check, _, _ in found} == {"terraform-is-documented", "terraform-validates"}
    assert {(path, line) for _, path, line in found} >= {
        (f"{TERRAFORM}/variables.tf", declared),
        (f"{TERRAFORM}/main.tf", used),
        *((f"{TERRAFORM}/environments/{name}.tfvars", line) for name, line in environments.items()),
    }
