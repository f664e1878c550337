"""Every pod is given the time that its shutdown takes.

Why: Kubernetes kills what has not ended when the grace period is over. A period that is shorter
than the shutdown turns every deployment into a handful of failed requests.

Passes: in every render ``terminationGracePeriodSeconds`` is at least the sleep of the preStop hook,
plus ``DRAIN_DELAY_SECONDS`` and ``SHUTDOWN_TIMEOUT_SECONDS`` of the container, plus 5 seconds.

Fails: a shorter period.

Fix: raise the period, or lower one of its parts.

Ignore: never.
"""

from collections.abc import Mapping
from typing import Any

from scaffold.artifacts.chart import Render
from scaffold.artifacts.document import dig
from scaffold.artifacts.kubernetes import CONTROLLERS, Object
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-pods-stop-in-time"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ()

_DEFAULTS = {"DRAIN_DELAY_SECONDS": 5.0, "SHUTDOWN_TIMEOUT_SECONDS": 20.0}
_KUBERNETES_DEFAULT_SECONDS = 30
_MARGIN_SECONDS = 5


def find(repo: ServiceRepo) -> Findings:
    """Add up the shutdown of every pod; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    slack = []
    for render in repo.chart.good_renders:
        for workload in render.workloads:
            if workload.object.kind not in CONTROLLERS:
                continue
            grace = workload.pod.get("terminationGracePeriodSeconds", _KUBERNETES_DEFAULT_SECONDS)
            for container in workload.main_containers:
                parts = _parts(container, render)
                slack.append(grace - sum(parts.values()))
                if slack[-1] < 0:
                    yield _too_short(workload.object, grace, parts, render)
    return f"{len(slack)} pods, at least {min(slack, default=0):g} s to spare"


def _too_short(one: Object, grace: float, parts: Mapping[str, float], render: Render) -> Finding:
    needed = " + ".join(f"{name} {seconds:g}" for name, seconds in parts.items())
    return Finding(
        *one.place("terminationGracePeriodSeconds"),
        f"{one.kind} {one.name} with {render.values_file}: terminationGracePeriodSeconds is"
        f" {grace:g}, shorter than its shutdown ({needed} = {sum(parts.values()):g} s)",
        f"raise it to {sum(parts.values()):g} or more",
    )


def _parts(container: Mapping[str, Any], render: Render) -> dict[str, float]:
    environment = read_environment(container, render)
    return {
        "preStop": float(dig(container, "lifecycle", "preStop", "sleep", "seconds") or 0),
        **{name: float(environment.get(name, usual)) for name, usual in _DEFAULTS.items()},
        "margin": _MARGIN_SECONDS,
    }


def read_environment(container: Mapping[str, Any], render: Render) -> dict[str, str]:
    """Variables of a container that the chart sets, directly or through a config map."""
    maps = {one.name: one.get("data") or {} for one in render.of_kind("ConfigMap")}
    found: dict[str, str] = {}
    for source in container.get("envFrom") or []:
        found |= maps.get(dig(source, "configMapRef", "name"), {})
    for variable in container.get("env") or []:
        reference = dig(variable, "valueFrom", "configMapKeyRef") or {"name": "", "key": ""}
        value = variable.get("value", dig(maps, reference["name"], reference["key"]))
        if value is not None:
            found[variable["name"]] = str(value)
    return found
