"""Kubernetes objects as a chart renders them, and the templates they come from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.artifacts.document import dig

CONTROLLERS = ("Deployment", "Rollout", "StatefulSet", "DaemonSet")
RUN_ONCE = ("Job", "Pod")


@dataclass(frozen=True)
class Object:
    """One Kubernetes object of a rendered chart.

    Attributes:
        kind: such as ``Service``.
        name: ``metadata.name``.
        namespace: ``metadata.namespace``, or the one the chart was rendered for.
        data: the whole object.
        source: the template it came from, relative to the repository.
        templates: that template and the files of the named ones it includes, unrendered, by path.
    """

    kind: str
    name: str
    namespace: str
    data: Mapping[str, Any]
    source: str
    templates: Mapping[str, str]

    def get(self, *keys: str | int) -> Any:
        """Value under these keys, or None where one of them is absent."""
        return dig(self.data, *keys)

    def place(self, *keys: str) -> tuple[str, int]:
        """Path and line of the template where these keys stand, each below the one before.

        A key that stands nowhere (the values bring it) is passed over. The file that holds the
        last key wins, and among several the one that holds most of them.
        """
        places = [(path, *_follow(text, keys)) for path, text in self.templates.items()]
        path, line, _ = max(places, key=lambda place: place[2])
        return path, line


@dataclass(frozen=True)
class Workload:
    """What runs pods: a controller, a job or a bare pod.

    Attributes:
        object: the object itself.
        pod: its pod specification.
        labels: the labels its pods carry.
    """

    object: Object
    pod: Mapping[str, Any]
    labels: Mapping[str, str]

    @property
    def containers(self) -> list[Mapping[str, Any]]:
        """Containers of the pod, the ones that start first included."""
        return [*(self.pod.get("initContainers") or []), *self.main_containers]

    @property
    def main_containers(self) -> list[Mapping[str, Any]]:
        """Containers that run as long as the pod does."""
        return self.pod.get("containers") or []


def find_workloads(objects: tuple[Object, ...]) -> Iterator[Workload]:
    """Whatever runs pods among objects, in their order."""
    for one in objects:
        template = {
            **dict.fromkeys(CONTROLLERS, one.get("spec", "template")),
            "Job": one.get("spec", "template"),
            "CronJob": one.get("spec", "jobTemplate", "spec", "template"),
            "Pod": one.data,
        }.get(one.kind)
        if template:
            labels = dig(template, "metadata", "labels") or {}
            yield Workload(one, dig(template, "spec") or {}, labels)


def _follow(text: str, keys: tuple[str, ...]) -> tuple[int, tuple[bool, int]]:
    """Line where a chain of keys ends in a template; whether the last was met, and how many."""
    rows = text.splitlines()
    row, met, last = 0, 0, False
    for key in keys:
        pattern = re.compile(rf"\s*(- )?[\"']?{re.escape(key)}[\"']?:")
        below = [number for number in range(row, len(rows)) if pattern.match(rows[number])]
        last = bool(below)
        if below:
            row, met = below[0], met + 1
    return row + 1, (last, met)
