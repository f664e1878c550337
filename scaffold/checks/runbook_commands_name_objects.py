"""Every kubectl command of a runbook names deployed objects.

Why: ``kubectl rollout undo deployment/orders`` does nothing for a service that is a Rollout, and a
selector with a label of last year finds no pod. Both look as if there were nothing wrong.

Passes: each command names the service's namespace; the kind, name, label selector and container are
those of an object in the rendered chart. Workloads must be those of the chart's own defaults, other
objects those of any values file in ``ci``.

Fails: an object, label or container that nothing deploys; a command without a namespace.

Fix: correct the command; ``helm template deploy/chart`` prints what there is.

Ignore: names that Kubernetes makes up are written as placeholders (``<pod>``, ``$POD``).
"""

from collections.abc import Iterable, Iterator, Mapping

from scaffold.artifacts.chart import Render
from scaffold.artifacts.kinds import is_known_kind
from scaffold.artifacts.kubectl import Command, Reference
from scaffold.artifacts.kubernetes import CONTROLLERS, Object, Workload
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "runbook-commands-name-objects"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ()

DEFAULTS = "deploy/chart/ci/default-values.yaml"
MADE_BY_KUBERNETES = frozenset(
    {"Pod", "ReplicaSet", "Event", "Endpoints", "EndpointSlice", "AnalysisRun", "Job"}
)
NOT_FOR_ROLLOUTS = frozenset({"rollout", "logs", "exec", "port-forward", "attach", "debug"})
"""Verbs that know only the controllers of Kubernetes itself."""

OF_SERVICE = "kubernetes.io/service-name"
CLUSTER_WIDE = frozenset({"Node", "Namespace"})
NO_NAMESPACE = frozenset({"config", "version", "cluster-info", "auth", "api-resources"})


def find(repo: ServiceRepo) -> Findings:
    """Look each command up in the renders; see the module."""
    renders = repo.chart.good_renders
    if not renders:
        raise Skip("the chart does not render, see chart-renders")
    defaults = [render for render in renders if render.values_file == DEFAULTS] or list(renders)
    namespace = str(repo.answers["namespace"])
    commands = 0
    for runbook in repo.runbooks:
        for command, line in runbook.commands:
            commands += 1
            for message, hint in _judge(command, namespace, renders, defaults):
                yield Finding(runbook.path, line, f"{command.text}: {message}", hint)
    return f"{commands} commands in {len(repo.runbooks)} runbooks"


def _judge(
    command: Command, namespace: str, renders: Iterable[Render], defaults: Iterable[Render]
) -> Iterator[tuple[str, str]]:
    objects = [one for render in renders for one in render.objects]
    workloads = [
        one for render in defaults for one in render.workloads if one.object.kind in CONTROLLERS
    ]
    if command.namespace not in {"", namespace}:
        names = {one.name for one in objects}
        if any(reference.name in names for reference in command.references):
            yield f"names the namespace {command.namespace}", f"write -n {namespace}"
        return  # else another team's objects, which nothing here knows
    if not command.namespace and _needs_namespace(command):
        yield "names no namespace", f"add -n {namespace}"
    for reference in command.references:
        known = [one.object for one in workloads] if reference.kind in CONTROLLERS else objects
        yield from _judge_reference(reference, known)
    yield from _judge_verb(command)
    yield from _judge_selector(command, objects, workloads)
    containers = {container["name"] for one in workloads for container in one.containers}
    if command.container and command.container not in containers:
        yield f"no container is named {command.container}", f"there is {', '.join(containers)}"


def _needs_namespace(command: Command) -> bool:
    kinds = {reference.kind for reference in command.references}
    verb = command.verb.partition(" ")[0]
    return kinds.isdisjoint(CLUSTER_WIDE) and verb not in NO_NAMESPACE


def _judge_reference(reference: Reference, known: list[Object]) -> Iterator[tuple[str, str]]:
    """Judge a kind and a name."""
    kind, name = reference.kind, reference.name
    names = sorted({one.name for one in known if one.kind == kind})
    if not is_known_kind(kind):
        yield f"{kind!r} is no kind of object", "kubectl api-resources prints all"
    elif kind in MADE_BY_KUBERNETES:
        if name:
            message = f"{kind} {name} has a name that Kubernetes makes up"
            yield message, f"write <{kind.lower()}> or $NAME"
    elif kind not in CLUSTER_WIDE and not (name in names or (names and not name)):
        listed = ", ".join(f"{kind}/{one}" for one in names)
        hint = f"there is {listed}" if listed else "helm template deploy/chart prints all"
        yield f"the chart deploys no {kind} {name}".rstrip(), hint


def _judge_verb(command: Command) -> Iterator[tuple[str, str]]:
    verb = command.verb.partition(" ")[0]
    if verb in NOT_FOR_ROLLOUTS and any(one.kind == "Rollout" for one in command.references):
        hint = "use kubectl argo rollouts" if verb == "rollout" else "select its pods with -l"
        yield f"kubectl {verb} does not know Rollouts", hint


def _judge_selector(
    command: Command, objects: list[Object], workloads: list[Workload]
) -> Iterator[tuple[str, str]]:
    """Judge the label selector by the pods of the workloads, or by the objects of its kind."""
    kinds = {reference.kind for reference in command.references} or {"Pod"}
    labels = [one.labels for one in workloads]
    if "EndpointSlice" in kinds:
        labels = [{OF_SERVICE: one.name} for one in objects if one.kind == "Service"]
    elif kinds.isdisjoint(MADE_BY_KUBERNETES):
        labels = [one.get("metadata", "labels") or {} for one in objects if one.kind in kinds]
    if command.selector and not any(_selects(command.selector, one) for one in labels):
        pairs = sorted({f"{key}={value}" for one in labels for key, value in one.items()})
        yield f"selects no {' or '.join(sorted(kinds))}", f"labels are {', '.join(pairs)}"


def _selects(selector: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Whether pods can have all of it; labels that Kubernetes adds are met by every pod."""
    return all(
        key in {"pod-template-hash", "rollouts-pod-template-hash"}
        or (key in labels and value in {"", labels[key]})
        for key, value in selector.items()
    )
