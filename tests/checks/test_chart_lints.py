"""chart-lints: the chart passes Helm's strict lint."""

import pytest

from scaffold.checks import chart_lints as check
from scaffold.errors import Skip
from scaffold.finding import Finding


def test_template_that_does_not_parse_is_found_at_its_line(broken, findings, edit):
    """Once, whatever the number of values files."""
    path = "deploy/chart/templates/serviceaccount.yaml"
    line = edit(broken / path, "kind: ServiceAccount", "kind: {{ ServiceAccount }")
    found = set(findings(check, broken))
    assert {(one.path, one.line) for one in found} == {(path, line)}


def test_chart_without_a_version_is_found(broken, findings, edit):
    """Helm refuses to package it."""
    path = "deploy/chart/Chart.yaml"
    edit(broken / path, "\nversion: 0.1.0", "\n")
    assert Finding(path, 0, "version is required") in findings(check, broken)


def test_misspelt_default_is_left_to_the_check_that_names_its_line(broken, findings, edit):
    """One slip is told once, not with every values file."""
    edit(broken / "deploy/chart/values.yaml", "\nreplicas: 3", "\nreplica: 3")
    with pytest.raises(Skip, match="chart-values-refuse-typos"):
        findings(check, broken)
