"""What a canary is measured by: the metrics of AnalysisTemplates, as rollouts use them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.artifacts.chart import Render
from scaffold.artifacts.document import dig
from scaffold.artifacts.kubernetes import Object

CONDITIONS = ("successCondition", "failureCondition")

_ARGUMENT = re.compile(r"\{\{\s*args\.([\w-]+)\s*\}\}")


@dataclass(frozen=True)
class Analysis:
    """One metric of one template, with the arguments that a rollout gives.

    Attributes:
        template: the AnalysisTemplate.
        metric: one of its metrics.
        arguments: its own and, after them, those of the rollout; each with ``name`` and
            ``value`` or ``valueFrom``.
    """

    template: Object
    metric: Mapping[str, Any]
    arguments: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """Name of the metric."""
        return str(self.metric.get("name"))

    @property
    def text(self) -> str:
        """Its query, arguments not filled in."""
        return str(dig(self.metric, "provider", "prometheus", "query") or "")

    @property
    def conditions(self) -> Mapping[str, str]:
        """``successCondition`` and ``failureCondition``, as far as it has them."""
        return {key: str(self.metric[key]) for key in CONDITIONS if key in self.metric}

    def query(self, latest: str, stable: str) -> str:
        """Its query for a rollout from one revision to another; what is not given stays.

        Args:
            latest: pod template hash of the canary.
            stable: the one of what it replaces.
        """
        hashes = {"Latest": latest, "Stable": stable}
        values = {
            str(one["name"]): str(one["value"])
            if "value" in one
            else hashes.get(str(dig(one, "valueFrom", "podTemplateHashValue")))
            for one in self.arguments
        }
        return _ARGUMENT.sub(lambda found: values.get(found[1]) or found[0], self.text)


def find_analyses(renders: Iterable[Render]) -> tuple[Analysis, ...]:
    """Every metric that a rollout is measured by, each once, however many renders have it."""
    found: dict[str, Analysis] = {}
    for render in renders:
        for rollout in render.of_kind("Rollout"):
            for one in _of_rollout(rollout, render):
                found.setdefault(repr((one.name, one.metric, one.arguments)), one)
    return tuple(found.values())


def _of_rollout(rollout: Object, render: Render) -> Iterator[Analysis]:
    canary = rollout.get("spec", "strategy", "canary") or {}
    steps = (step.get("analysis") for step in canary.get("steps") or ())
    templates = {one.name: one for one in render.of_kind("AnalysisTemplate")}
    for run in filter(None, (*steps, canary.get("analysis"))):
        for reference in run.get("templates") or ():
            if template := templates.get(str(reference.get("templateName"))):
                arguments = (*(template.get("spec", "args") or ()), *(run.get("args") or ()))
                for metric in template.get("spec", "metrics") or ():
                    yield Analysis(template, metric, arguments)
