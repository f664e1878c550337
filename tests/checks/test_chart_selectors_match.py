"""chart-selectors-match: everything that selects or names something else finds exactly it."""

import pytest

from scaffold.checks import chart_selectors_match as check

SELECTOR = '{{- include "service.selectorLabels" . | nindent %d }}'


@pytest.mark.parametrize(
    ("template", "old", "new", "message"),
    [
        (
            "networkpolicy.yaml",
            SELECTOR % 6,
            "app: other",
            "its selector must match one workload, it matches none",
        ),
        (
            "networkpolicy.yaml",
            "matchLabels:\n      " + SELECTOR % 6,
            "{}",
            "its selector must match one workload, it matches",
        ),
        (
            "services.yaml",
            '{{- include "service.selectorLabels" $ | nindent 4 }}',
            "app: other",
            "its selector must match one workload, it matches none",
        ),
        ("services.yaml", "targetPort: http", "targetPort: web", "port web is none of the pods'"),
        (
            "rollout.yaml",
            "canaryService: {{ .Chart.Name }}-canary",
            "canaryService: {{ .Chart.Name }}-kanary",
            "canaryService: Service orders-kanary is not rendered",
        ),
        (
            "rollout.yaml",
            "- templateName: {{ $.Chart.Name }}-latency",
            "- templateName: {{ $.Chart.Name }}-speed",
            "templateName: AnalysisTemplate orders-speed is not rendered",
        ),
        (
            "_workload.tpl",
            "      name: {{ .Chart.Name }}-flags",
            "      name: {{ .Chart.Name }}-flag",
            "ConfigMap orders-flag is not rendered",
        ),
        (
            "_workload.tpl",
            "  matchLabels:\n    " + SELECTOR % 4,
            "  matchLabels: {app: other}",
            "its selector does not match its own pods",
        ),
    ],
)
def test_reference_that_leads_nowhere_is_found(broken, findings, edit, template, old, new, message):
    """Selectors, ports, Services of a rollout, analysis templates, config maps."""
    path = f"deploy/chart/templates/{template}"
    edit(broken / path, old, new)
    found = findings(check, broken)
    assert {one.path for one in found} == {path}
    assert all(message in one.message for one in found)


def test_autoscaler_of_another_kind_is_found(broken, findings, edit):
    """It would scale nothing."""
    path = "deploy/chart/templates/horizontalpodautoscaler.yaml"
    edit(broken / path, 'kind: {{ include "service.workloadKind" $ }}', "kind: StatefulSet")
    found = findings(check, broken)
    assert {one.path for one in found} == {path}
    assert all("its target StatefulSet orders is not rendered" in one.message for one in found)
