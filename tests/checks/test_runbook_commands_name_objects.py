"""runbook-commands-name-objects: every kubectl command names deployed objects."""

import pytest

from scaffold.checks import runbook_commands_name_objects as check
from scaffold.finding import Finding

PATH = "runbooks/ServiceAbsent.md"
OLD = "kubectl get rollout/orders -n orders"


@pytest.mark.parametrize(
    ("command", "message", "hint"),
    [
        (
            "kubectl get rollout/order -n orders",
            "the chart deploys no Rollout order",
            "there is Rollout/orders",
        ),
        (
            "kubectl get deploy orders -n orders",
            "the chart deploys no Deployment orders",
            "helm template deploy/chart prints all",
        ),
        (
            "kubectl get statefulsets -n orders",
            "the chart deploys no StatefulSet",
            "helm template deploy/chart prints all",
        ),
        (
            "kubectl get frobs -n orders",
            "'frobs' is no kind of object",
            "kubectl api-resources prints all",
        ),
        ("kubectl get rollout/orders", "names no namespace", "add -n orders"),
        ("kubectl get rollout/orders -n order", "names the namespace order", "write -n orders"),
        (
            "kubectl describe pod orders-7d9f -n orders",
            "Pod orders-7d9f has a name that Kubernetes makes up",
            "write <pod> or $NAME",
        ),
        (
            "kubectl logs -n orders <pod> -c app",
            "no container is named app",
            "there is service",
        ),
        (
            "kubectl rollout undo rollout/orders -n orders",
            "kubectl rollout does not know Rollouts",
            "use kubectl argo rollouts",
        ),
        (
            "kubectl logs rollout/orders -n orders",
            "kubectl logs does not know Rollouts",
            "select its pods with -l",
        ),
        (
            "kubectl argo rollouts abort order -n orders",
            "the chart deploys no Rollout order",
            "there is Rollout/orders",
        ),
    ],
)
def test_command_that_names_nothing_is_found(broken, findings, edit, command, message, hint):
    """At its line, as written."""
    line = edit(broken / PATH, OLD, command)
    expected = Finding(PATH, line, f"{command}: {message}", hint)
    assert findings(check, broken) == [expected]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("kubectl get pods -n orders -l app=orders", "selects no Pod"),
        ("kubectl logs -n orders -l app.kubernetes.io/name=order", "selects no Pod"),
        (
            "kubectl get endpointslices -n orders -l kubernetes.io/service-name=order",
            "selects no EndpointSlice",
        ),
        ("kubectl get svc -n orders -l tier=web", "selects no Service"),
    ],
)
def test_selector_that_meets_nothing_is_found(broken, findings, edit, command, message):
    """With the labels that there are."""
    line = edit(broken / PATH, OLD, command)
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, line)
    assert found.message == f"{command}: {message}"
    assert "=orders" in found.hint


@pytest.mark.parametrize(
    "command",
    [
        "kubectl get hpa orders -n orders",
        "kubectl get pods -n orders -l app.kubernetes.io/name=orders,pod-template-hash=<hash>",
        "kubectl logs -n argo-rollouts deploy/argo-rollouts",
        "kubectl get nodes",
        "kubectl exec -n orders $POD -c service -- env",
    ],
)
def test_other_commands_pass(broken, findings, edit, command):
    """Objects of some values file, placeholders, other teams' namespaces."""
    edit(broken / PATH, OLD, command)
    assert findings(check, broken) == []


def test_object_that_the_chart_renames_is_found(broken, findings, edit):
    """In the runbooks, which were left behind."""
    template = broken / "deploy/chart/templates/flags.yaml"
    edit(template, "name: {{ .Chart.Name }}-flags", "name: {{ .Chart.Name }}-features")
    found = findings(check, broken)
    assert found
    assert all("the chart deploys no ConfigMap orders-flags" in one.message for one in found)
