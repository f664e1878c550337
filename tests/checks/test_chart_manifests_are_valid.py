"""chart-manifests-are-valid: every rendered object is valid in its schema."""

import pytest

from scaffold.checks import chart_manifests_are_valid as check


@pytest.mark.parametrize(
    ("path", "old", "new", "word"),
    [
        ("deployment.yaml", "rollingUpdate:", "rolingUpdate:", "rolingUpdate"),
        ("podmonitor.yaml", "podMetricsEndpoints:", "podMetricEndpoints:", "podMetric"),
        ("rollout.yaml", "      maxUnavailable: 0", "      maxUnavailabel: 0", "maxUnavailabel"),
        ("analysis.yaml", "successCondition:", "sucessCondition:", "sucessCondition"),
        ("_workload.tpl", "readinessProbe:", "readynessProbe:", "readynessProbe"),
    ],
)
def test_field_that_the_schema_does_not_know_is_found(broken, findings, edit, path, old, new, word):
    """In Kubernetes' own objects and in custom resources, in the template that holds it."""
    template = f"deploy/chart/templates/{path}"
    line = edit(broken / template, old, new)
    found = findings(check, broken)
    assert (template, line) in {(one.path, one.line) for one in found}
    assert any(word in one.message for one in found)


def test_kind_without_a_schema_is_found(broken, findings, edit):
    """A misspelt kind is not passed over."""
    path = "deploy/chart/templates/serviceaccount.yaml"
    edit(broken / path, "kind: ServiceAccount", "kind: ServiceAcount")
    found = findings(check, broken)
    assert {one.path for one in found} == {path}
    assert all("ServiceAcount of orders is not valid" in one.message for one in found)


def test_object_with_emoji_is_read(broken, findings, edit):
    """The description of a service may hold them."""
    edit(broken / "deploy/chart/templates/serviceaccount.yaml", "kind:", "# 😀\nkind:")
    edit(
        broken / "deploy/chart/templates/services.yaml",
        "  labels:",
        "  annotations: {a: 😀}\n  labels:",
    )
    assert findings(check, broken) == []


def test_both_versions_of_kubernetes_are_asked(broken, findings, edit):
    """Each finding says which one refused."""
    edit(broken / "deploy/chart/templates/services.yaml", "type: ClusterIP", "type: [ClusterIP]")
    said = [one.message.partition(" on ")[2].partition(":")[0] for one in findings(check, broken)]
    assert len(set(said)) == 2
