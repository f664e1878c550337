"""What is read out of the kubectl commands of a page."""

import pytest

from scaffold.artifacts.kinds import find_kind, is_known_kind
from scaffold.artifacts.kubectl import Reference, parse_commands

ROLLOUT = [("Rollout", "orders")]
DEPLOYMENT = [("Deployment", "orders")]
HPA = ("HorizontalPodAutoscaler", "orders")


@pytest.mark.parametrize(
    ("text", "verb", "references"),
    [
        ("kubectl get pods -n orders", "get", [("Pod", "")]),
        ("kubectl -n orders rollout undo deployment/orders", "rollout undo", DEPLOYMENT),
        ("kubectl rollout restart deploy orders", "rollout restart", DEPLOYMENT),
        ("kubectl argo rollouts abort orders", "argo rollouts abort", ROLLOUT),
        ("kubectl argo rollouts get rollout orders -w", "argo rollouts get", ROLLOUT),
        ("kubectl argo rollouts undo orders --to-revision=3", "argo rollouts undo", ROLLOUT),
        ("kubectl describe pod <pod>", "describe", [("Pod", "")]),
        ('kubectl describe pod "$POD"', "describe", [("Pod", "")]),
        ("kubectl delete po orders-7d9f", "delete", [("Pod", "orders-7d9f")]),
        ("kubectl logs orders-7d9f", "logs", [("Pod", "orders-7d9f")]),
        ("kubectl logs deploy/orders -f", "logs", DEPLOYMENT),
        ("kubectl exec <pod> -c service -- python -c 'x'", "exec", [("Pod", "")]),
        ("kubectl get svc,hpa orders", "get", [("Service", "orders"), HPA]),
        ("kubectl port-forward svc/orders 8080:8080", "port-forward", [("Service", "orders")]),
        ("kubectl set image rollout/orders service=a:b", "set image", ROLLOUT),
        ("kubectl patch ro orders --type merge -p '{}'", "patch", ROLLOUT),
        ("kubectl top pods", "top pods", [("Pod", "")]),
        ("kubectl get events --sort-by=.lastTimestamp", "get", [("Event", "")]),
        ("kubectl get networkpolicies.networking.k8s.io", "get", [("NetworkPolicy", "")]),
        ("kubectl get frobs orders", "get", [("frobs", "orders")]),
        ("kubectl auth can-i get pods", "auth can-i", []),
        ("kubectl events --for rollout/orders", "events", []),
    ],
)
def test_verb_and_objects_are_read(text, verb, references):
    """A placeholder is no name."""
    (command,) = parse_commands(text)
    assert command.verb == verb
    assert command.references == tuple(Reference(*one) for one in references)


def test_flags_are_read():
    """Short and long, with and without an equals sign."""
    (command,) = parse_commands("kubectl logs -n a --selector=b=c,d==e,f!=g --container x --tail 5")
    assert (command.namespace, command.container) == ("a", "x")
    assert command.selector == {"b": "c", "d": "e"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("kubectl get pods | head", "kubectl get pods"),
        ("kubectl get pods > file", "kubectl get pods"),
        ("kubectl get pods # all of them", "kubectl get pods"),
        ("POD=$(kubectl get pods -o name)", "kubectl get pods -o name"),
        ("kubectl get \\\n  pods", "kubectl get pods"),
        ("kubectl exec <pod> -- ls | wc", "kubectl exec <pod> -- ls"),
        ("kubectl logs a | jq 'select(.b == \"c\")'", "kubectl logs a"),
    ],
)
def test_command_ends_where_the_shell_ends_it(text, written):
    """Not within quotes or a placeholder."""
    (command,) = parse_commands(text)
    assert command.text == written


def test_commands_know_their_lines():
    """Continued lines count."""
    text = "echo\nkubectl get \\\n pods && kubectl get svc\nkubectl version\n"
    assert [command.line for command in parse_commands(text)] == [2, 3, 4]


@pytest.mark.parametrize("text", ["kubectl", "my-kubectl get pods", "see kubectl.", "a/kubectl x"])
def test_text_without_a_command_has_none(text):
    """A mention is no command."""
    assert parse_commands(text) == ()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("deploy", "Deployment"),
        ("Ingresses", "Ingress"),
        ("poddisruptionbudgets", "PodDisruptionBudget"),
        ("endpoints", "Endpoints"),
    ],
)
def test_kinds_are_found(word, kind):
    """By short name, plural, in any case."""
    assert find_kind(word) == kind
    assert is_known_kind(kind)


def test_unknown_kind_is_itself():
    """So that a finding can name it."""
    assert find_kind("frobs") == "frobs"
    assert not is_known_kind("frobs")
