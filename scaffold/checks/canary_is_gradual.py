"""A canary goes in small analysed steps, and takes itself back.

Why: a first step that is large is the outage that the canary was meant to prevent, and a step that
nothing judges is only a slower deployment.

Passes: in every render the rollout's first step takes at most 10% and each later one more; an
analysis follows every step before the next one; each analysis is given every argument that its
templates leave open; and a release that does not become ready in time is taken back.

Fails: a large first step, a step back, a step without analysis, an argument that is missing,
``progressDeadlineAbort`` that is not on.

Fix: set ``canary.steps`` in the values; keep the analysis in the rollout's template.

Ignore: turn the canary off with the answer ``canary``.
"""

from collections.abc import Iterator
from typing import Any

from scaffold.artifacts.chart import Render
from scaffold.artifacts.kubernetes import Object
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "canary-is-gradual"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ()

_FIRST_WEIGHT_AT_MOST = 10

Wrong = tuple[tuple[str, ...], str]
"""Keys that lead to what is wrong, and what it is."""


def find(repo: ServiceRepo) -> Findings:
    """Follow the steps of every rollout; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    paths = set()
    for render in repo.chart.good_renders:
        for rollout in render.of_kind("Rollout"):
            steps = rollout.get("spec", "strategy", "canary", "steps") or []
            paths.add("-".join(str(weight) for weight in _weights(steps)))
            for keys, message in (*_judge_steps(rollout), *_judge_arguments(rollout, render)):
                name = f"Rollout {rollout.name} with {render.values_file}"
                yield Finding(*rollout.place("canary", *keys), f"{name}: {message}")
    if not paths:
        raise Skip("no values file in ci/ renders a canary")
    return f"steps {' and '.join(sorted(paths))}"


def _judge_steps(rollout: Object) -> Iterator[Wrong]:
    canary = rollout.get("spec", "strategy", "canary") or {}
    steps = canary.get("steps") or []
    weights = _weights(steps)
    if not weights or weights[0] > _FIRST_WEIGHT_AT_MOST:
        yield ("steps",), f"the first step must take at most {_FIRST_WEIGHT_AT_MOST}%: {weights}"
    if weights != sorted(set(weights)):
        yield ("steps", "setWeight"), f"each step must take more than the one before: {weights}"
    if not canary.get("analysis"):
        for weight in _unanalysed(steps):
            yield ("steps", "setWeight"), f"the step at {weight}% is not analysed"
    if rollout.get("spec", "progressDeadlineAbort") is not True:
        yield (), "progressDeadlineAbort must be true: what is never ready must be taken back"


def _unanalysed(steps: list[dict[str, Any]]) -> Iterator[int]:
    """Weights below 100 that no analysis follows before the next weight."""
    weight = None
    for step in steps:
        if "analysis" in step:
            weight = None
        elif "setWeight" in step:
            if weight is not None:
                yield weight
            weight = step["setWeight"]
    if weight is not None and weight < 100:  # noqa: PLR2004 - percent
        yield weight


def _weights(steps: list[dict[str, Any]]) -> list[int]:
    return [step["setWeight"] for step in steps if "setWeight" in step]


def _judge_arguments(rollout: Object, render: Render) -> Iterator[Wrong]:
    """Every argument that a template leaves open must be given by the analysis that uses it."""
    canary = rollout.get("spec", "strategy", "canary") or {}
    templates = {one.name: one for one in render.of_kind("AnalysisTemplate")}
    analyses = [step["analysis"] for step in canary.get("steps") or [] if "analysis" in step]
    for analysis in [*analyses, *filter(None, [canary.get("analysis")])]:
        given = {argument["name"] for argument in analysis.get("args") or []}
        for reference in analysis.get("templates") or []:
            template = templates.get(reference.get("templateName"))
            wanted = template.get("spec", "args") if template else []
            for argument in wanted or []:
                if not argument.keys() & {"value", "valueFrom"} and argument["name"] not in given:
                    name = reference["templateName"]
                    yield (
                        ("analysis", "args"),
                        f"{name} is not given its argument {argument['name']}",
                    )
