"""One report with every outcome in it."""

import pytest

from scaffold.finding import Finding, Severity
from scaffold.report import Outcome, Report, Row


@pytest.fixture
def report() -> Report:
    rows = (
        Row("alerts-fire", "Every alert fires", Outcome.PASSED, ("promtool 3.13.1",), 0.25,
            evidence="11 alerts\nevery one of them"),
        Row("alerts-have-runbooks", "Every alert has a runbook", Outcome.FAILED, (), 0.5,
            findings=(
                Finding("observability/rules/alerts.yaml", 7, "no runbook\nfor Gone", "write it"),
                Finding("runbooks/A b.md", 0, "odd \x07 name", severity=Severity.WARNING),
            )),
        Row("chart-lints", "The chart lints", Outcome.SKIPPED, reason="helm is missing",
            tool_missing=True),
        Row("files-parse", "Every file parses", Outcome.CRASHED, reason="Traceback\n  KeyError"),
    )  # fmt: skip
    return Report("orders", "/repo", "unit", rows, 1.5, strict=False, scaffold_version="0.1.0")
