"""Every serving container has three probes and bounded resources.

Why: a liveness probe on the readiness path restarts healthy pods while a dependency is down, which
is how one failure becomes an outage. A container without a memory limit takes its neighbours with
it.

Passes: in every render the startup probe asks ``/startupz``, the readiness probe ``/readyz`` and
the liveness probe ``/livez``, each on a port that the container names; every container requests CPU
and memory and limits memory.

Fails: a probe that is missing or asks another path or port; a request or limit that is missing.

Fix: set what the finding names in the pod's template or in the values.

Ignore: never.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.artifacts.document import dig
from scaffold.artifacts.kubernetes import CONTROLLERS
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-pods-have-probes"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ()

PATHS = {"startupProbe": "/startupz", "readinessProbe": "/readyz", "livenessProbe": "/livez"}
_BOUNDS = (("requests", "cpu"), ("requests", "memory"), ("limits", "memory"))

Wrong = tuple[tuple[str, ...], str]
"""Keys that lead to what is wrong, and what it is."""


def find(repo: ServiceRepo) -> Findings:
    """Judge the containers of every render; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    probes = 0
    for render in repo.chart.good_renders:
        for workload in render.workloads:
            one = workload.object
            for container in workload.containers:
                wrong = list(_judge_resources(container))
                if one.kind in CONTROLLERS and container in workload.main_containers:
                    wrong += _judge_probes(container)
                    probes += len(PATHS)
                name = f"{one.kind} {one.name}, container {container.get('name')}"
                for keys, message in wrong:
                    yield Finding(*one.place("containers", *keys), f"{name}: {message}")
    return f"{probes} probes in {len(repo.chart.good_renders)} renders"


def _judge_probes(container: Mapping[str, Any]) -> Iterator[Wrong]:
    ports = container.get("ports") or []
    known = {port.get("name") for port in ports} | {port.get("containerPort") for port in ports}
    for probe, path in PATHS.items():
        asked = dig(container, probe, "httpGet")
        if asked is None:
            yield (), f"{probe} is missing; it must GET {path}"
            continue
        if asked.get("path") != path:
            yield (probe, "path"), f"{probe} asks {asked.get('path')}; it must ask {path}"
        if asked.get("port") not in known:
            yield (probe, "port"), f"{probe} asks port {asked.get('port')}, which is not its own"


def _judge_resources(container: Mapping[str, Any]) -> Iterator[Wrong]:
    for bound, resource in _BOUNDS:
        if not dig(container, "resources", bound, resource):
            yield ("resources",), f"resources.{bound}.{resource} is missing"
