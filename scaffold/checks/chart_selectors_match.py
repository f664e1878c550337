"""What selects or names something in the chart finds exactly it.

Why: a Service whose selector matches nothing is a healthy deployment without traffic, and a
PodMonitor that matches nothing is silence that looks like calm.

Passes: in every render each Service, PodMonitor, PodDisruptionBudget and NetworkPolicy selects the
pods of exactly one workload, on ports that those pods have; a workload's selector matches its own
pods; and an autoscaler's target, a rollout's Services and analysis templates, and mounted config
maps exist.

Fails: a selector that matches no workload or several, an unknown port, a name that no rendered
object has.

Fix: take the labels from the chart's one named template for them.

Ignore: never. What selects pods of other releases does not belong into this chart.
"""

from collections.abc import Iterator

from scaffold.artifacts.chart import Render
from scaffold.artifacts.document import dig
from scaffold.artifacts.kubernetes import CONTROLLERS, RUN_ONCE, Object, Workload
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-selectors-match"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ()

_SELECTORS = {
    "Service": ("spec", "selector"),
    "PodMonitor": ("spec", "selector", "matchLabels"),
    "PodDisruptionBudget": ("spec", "selector", "matchLabels"),
    "NetworkPolicy": ("spec", "podSelector", "matchLabels"),
}

Wrong = tuple[Object, tuple[str, ...], str]
"""The object, the keys that lead to what is wrong, and what it is."""


def find(repo: ServiceRepo) -> Findings:
    """Follow every selector and reference; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    selectors = 0
    for render in repo.chart.good_renders:
        selectors += len(render.of_kind(*_SELECTORS))
        for judge in (_selectors, _own_selectors, _references):
            for one, keys, message in judge(render):
                yield Finding(*one.place(*keys), f"{one.kind} {one.name}: {message}")
    return f"{selectors} selectors in {len(repo.chart.good_renders)} renders"


def _selectors(render: Render) -> Iterator[Wrong]:
    for one in render.of_kind(*_SELECTORS):
        keys = _SELECTORS[one.kind]
        wanted = one.get(*keys) or {}
        matched = [load for load in render.workloads if wanted.items() <= load.labels.items()]
        if len(matched) != 1:
            names = ", ".join(f"{load.object.kind} {load.object.name}" for load in matched)
            yield one, keys, f"its selector must match one workload, it matches {names or 'none'}"
        else:
            for port in sorted(_wanted_ports(one) - _ports(matched[0]), key=str):
                yield one, ("spec", "ports"), f"port {port} is none of the pods' ports"


def _wanted_ports(one: Object) -> set[str | int]:
    if one.kind == "Service":
        return {
            port.get("targetPort", port.get("port", "")) for port in one.get("spec", "ports") or []
        }
    if one.kind == "NetworkPolicy":
        rules = one.get("spec", "ingress") or []
        return {
            port["port"] for rule in rules for port in rule.get("ports") or [] if "port" in port
        }
    endpoints = one.get("spec", "podMetricsEndpoints") or []
    return {endpoint["port"] for endpoint in endpoints if "port" in endpoint}


def _ports(workload: Workload) -> set[str | int]:
    ports = [port for one in workload.containers for port in one.get("ports") or []]
    return {port.get("name", "") for port in ports} | {
        port.get("containerPort", 0) for port in ports
    }


def _own_selectors(render: Render) -> Iterator[Wrong]:
    for workload in render.workloads:
        one = workload.object
        selector = one.get("spec", "selector", "matchLabels") or {}
        if one.kind not in RUN_ONCE and not selector.items() <= workload.labels.items():
            yield (
                one,
                ("spec", "selector", "matchLabels"),
                "its selector does not match its own pods",
            )


def _references(render: Render) -> Iterator[Wrong]:
    for one in render.of_kind("HorizontalPodAutoscaler"):
        target = one.get("spec", "scaleTargetRef") or {}
        if (target.get("kind"), target.get("name")) not in _names(render, *CONTROLLERS):
            yield one, ("spec", "scaleTargetRef"), f"its target {_spell(target)} is not rendered"
    for one in render.of_kind("Rollout"):
        for key, kind, name in _named_by_rollout(one):
            if (kind, name) not in _names(render, kind):
                yield one, ("spec", "strategy", key), f"{key}: {kind} {name} is not rendered"
    for workload in render.workloads:
        for volume in workload.pod.get("volumes") or []:
            name = dig(volume, "configMap", "name")
            if name and ("ConfigMap", name) not in _names(render, "ConfigMap"):
                yield workload.object, ("volumes", "configMap"), f"ConfigMap {name} is not rendered"


def _named_by_rollout(one: Object) -> Iterator[tuple[str, str, str]]:
    canary = one.get("spec", "strategy", "canary") or {}
    for key in ("canaryService", "stableService"):
        if key in canary:
            yield key, "Service", canary[key]
    analyses = [step.get("analysis") for step in canary.get("steps") or []]
    for analysis in (canary.get("analysis"), *analyses):
        for template in dig(analysis, "templates") or []:
            yield "templateName", "AnalysisTemplate", template.get("templateName", "")


def _names(render: Render, *kinds: str) -> set[tuple[str, str]]:
    return {(one.kind, one.name) for one in render.of_kind(*kinds)}


def _spell(target: dict[str, str]) -> str:
    return f"{target.get('kind')} {target.get('name')}"
