"""A canary is promoted only on data, and never beyond its error budget.

Why: a canary without traffic has no errors. An analysis that reads "no data" as "no errors"
promotes exactly the releases that do not work at all.

Passes: every condition of every AnalysisTemplate is evaluated by Argo's own code, on no data, on
NaN, and on both sides of its limit: without data it neither succeeds nor fails, so that the rollout
waits for a human; below the limit it succeeds, from the limit on it fails. The limit is the burn
rate at which the SLO pages. Measurements that are all bad, or all without data, end the analysis
so. Every query selects the canary's pods alone and measures against the objective in the answers.

Fails: a condition that is missing or answers otherwise, a limit that is not the alert's, a
``failureLimit`` or ``inconclusiveLimit`` that ``count`` never exceeds.

Fix: keep ``len(result) > 0 && !isNaN(result[0])`` in both conditions, and the limit with the SLO.

Ignore: turn the canary off with the answer ``canary``; a canary that cannot stop a release is not
one.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.artifacts import condition
from scaffold.artifacts.document import dig
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "canary-needs-data"
LEVEL = Level.STATIC
TOOLS = ("helm", "argo-condition")
PACKAGES = ()

_PAGE_BUDGET = 0.02
_PAGE_BUDGET_WEEK = 0.08
_HASH = "rollouts_pod_template_hash"
_NUMBER = re.compile(r"(?<![\w.\[])\d+(?:\.\d+)?(?![\w.\]])")

Wrong = tuple[tuple[str, ...], str]
"""Keys that lead to what is wrong, and what it is."""


def find(repo: ServiceRepo) -> Findings:
    """Evaluate every analysis; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    factor = page_factor(int(repo.answers["slo_window_days"]))
    metrics = 0
    for render in repo.chart.good_renders:
        for template in render.of_kind("AnalysisTemplate"):
            for metric in template.get("spec", "metrics") or []:
                metrics += 1
                wrong = (
                    *_judge_query(metric, repo.answers),
                    *_judge_conditions(metric, factor),
                    *_judge_limits(metric),
                )
                for keys, message in wrong:
                    name = f"AnalysisTemplate {template.name}, metric {metric.get('name')}"
                    yield Finding(*template.place("metrics", *keys), f"{name}: {message}")
    if not metrics:
        raise Skip("no values file in ci/ renders a canary")
    return f"{metrics} analyses, limit {factor:g}"


def page_factor(window_days: int) -> float:
    """Burn rate of the fast page: its share of the budget, times the period over one hour.

    The formula is that of the SRE Workbook, chapter 5.
    """
    share = _PAGE_BUDGET_WEEK if window_days == 7 else _PAGE_BUDGET  # noqa: PLR2004 - days
    return round(share * window_days * 24, 6)


def _judge_query(metric: dict[str, Any], answers: Mapping[str, Any]) -> Iterator[Wrong]:
    query = str(dig(metric, "provider", "prometheus", "query") or "")
    of_latency = "_bucket{" in query
    objective = "latency_objective" if of_latency else "availability_objective"
    threshold = f'le="{answers["latency_threshold_seconds"]:g}"'
    if _HASH not in query:
        yield ("query",), f"its query does not select the canary's pods by {_HASH}"
    if not any(math.isclose(number, answers[objective] / 100) for number in _numbers(query)):
        yield ("query",), f"its query does not measure against the {objective} {answers[objective]}"
    if of_latency and threshold not in query:
        yield ("query",), f"its query does not count by the objective's bucket {threshold}"


def _judge_conditions(metric: dict[str, Any], factor: float) -> Iterator[Wrong]:
    for key in ("successCondition", "failureCondition"):
        if key not in metric:
            yield (), f"{key} is missing"
        elif factor not in _numbers(metric[key]):
            yield (key,), f"{key} must compare with {factor:g}, the burn rate that pages"
        else:
            yield from _judge_answers(key, metric[key], factor)


def _judge_answers(key: str, text: str, limit: float) -> Iterator[Wrong]:
    """Compare what a condition says of a result with what it must say."""
    succeeds = key == "successCondition"
    cases: tuple[tuple[str, condition.Result, bool], ...] = (
        ("without data", (), False),
        ("on NaN", (math.nan,), False),
        ("without an error", (0.0,), succeeds),
        (f"just below {limit:g}", (limit * 0.999,), succeeds),
        (f"at {limit:g}", (limit,), not succeeds),
        ("when everything fails", (limit * 1000,), not succeeds),
    )
    verdicts = condition.evaluate({key: text}, [result for _, result, _ in cases])
    for (words, _, wish), verdict in zip(cases, verdicts, strict=True):
        answer = verdict.phase == (condition.SUCCESSFUL if succeeds else condition.FAILED)
        if verdict.phase == condition.ERROR:
            yield (key,), f"{key} {words}: {verdict.message}"
        elif answer is not wish:
            yield (key,), f"{key} must be {_say(wish)} {words}, it is {_say(answer)}"


def _judge_limits(metric: dict[str, Any]) -> Iterator[Wrong]:
    """Argo ends an analysis when more measurements are bad than the limit says, else it succeeds.

    See ``assessMetricStatus`` of Argo Rollouts; both limits are 0 where they are not set.
    """
    count = float(metric.get("count") or (math.inf if metric.get("interval") else 1))
    for key, word in (("failureLimit", "bad"), ("inconclusiveLimit", "without data")):
        limit = int(metric.get(key, 0))
        if limit >= count or (limit < 0 and key == "failureLimit"):
            yield (key,), f"{key} {limit} lets measurements that are all {word} promote the canary"


def _numbers(text: str) -> set[float]:
    return {float(number) for number in _NUMBER.findall(text)}


def _say(answer: object) -> str:
    return str(answer).lower()
