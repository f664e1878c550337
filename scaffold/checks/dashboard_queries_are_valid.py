"""Every dashboard query parses and follows the variables.

Why: Grafana shows a query that does not parse as an empty panel. A fixed range in ``rate`` is too
short on one zoom and too long on the next, and a bare counter is a line that only climbs.

Passes: rules of Grafana's dashboard linter: target-promql-rule, target-logql-rule,
target-logql-auto-rule, target-rate-interval-rule, target-job-rule, target-instance-rule,
target-counter-agg-rule. PromQL is parsed with the variables replaced as Grafana would.

Fails: a query that breaks one of them.

Fix: write ``rate(x_total{job=~"$job", instance=~"$instance"}[$__rate_interval])``; in LogQL
``[$__auto]``.

Ignore: never. A recorded series has no instance: give the variable a query that finds none, and the
matcher is met by the absent label.
"""

import re
from collections.abc import Iterator

from scaffold.amount import amount
from scaffold.artifacts.panels import Target
from scaffold.artifacts.promql import RATES, parse_query
from scaffold.artifacts.query import Query
from scaffold.artifacts.variables import RATE_INTERVAL_SECONDS
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "dashboard-queries-are-valid"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

REQUIRED = ("job", "instance")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`')
_RANGE = re.compile(r"\[([^\]]*)\]")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def find(repo: ServiceRepo) -> Findings:
    """Judge each query; see the module."""
    judged = 0
    for dashboard in repo.dashboards:
        for panel in dashboard.panels:
            for target in panel.targets:
                judged += 1
                judge = {"prometheus": _promql, "loki": _logql}.get(target.source)
                for message in dict.fromkeys(judge(target) if judge else ()):
                    rule, _, asked = message.partition(": ")
                    place = dashboard.place(*target.keys, "expr")
                    yield Finding(*place, f"{rule}: panel {panel.title!r} {asked}")
    return f"{judged} queries in {amount(len(repo.dashboards), 'dashboard')}, 7 linter rules"


def _promql(target: Target) -> Iterator[str]:
    try:
        query = target.query
    except ScaffoldError as error:
        yield f"target-promql-rule: asks no PromQL: {error}"
        return
    yield from _matchers(query)
    for selector in query.selectors:
        if selector.range_seconds and selector.function in {"rate", "irate"}:
            if selector.range_seconds != RATE_INTERVAL_SECONDS:
                yield f"target-rate-interval-rule: {selector.metric} must use $__rate_interval"
        elif selector.range_seconds == RATE_INTERVAL_SECONDS and not selector.function:
            yield f"target-rate-interval-rule: {selector.metric} has a range outside of a function"
        if selector.metric.endswith("_total") and selector.function not in RATES:
            asked = "must stand within rate, irate or increase"
            yield f"target-counter-agg-rule: the counter {selector.metric} {asked}"


def _matchers(query: Query) -> Iterator[str]:
    for selector in query.selectors:
        for label in REQUIRED:
            wanted = f'{label}=~"${label}"'
            if wanted not in map(str, selector.matchers):
                what = selector.metric or "a selector"
                yield f"target-{label}-rule: {what} must have the matcher {wanted}"


def _logql(target: Target) -> Iterator[str]:
    plain = _STRING.sub('""', target.expression)
    if message := _judge_shape(plain):
        yield f"target-logql-rule: asks no LogQL: {message}"
    if any(found not in {"$__auto", "$__interval_auto"} for found in _RANGE.findall(plain)):
        yield "target-logql-auto-rule: must use [$__auto]"
    try:  # a bare stream selector is PromQL too, and the linter judges it so
        yield from _matchers(parse_query(target.expanded))
    except ScaffoldError:
        return


def _judge_shape(plain: str) -> str:
    """What is wrong with LogQL whose strings are emptied, as far as brackets tell."""
    opened: list[str] = []
    for letter in plain:
        if letter in _PAIRS.values():
            opened.append(letter)
        elif letter in _PAIRS and (not opened or opened.pop() != _PAIRS[letter]):
            return f"{letter!r} closes nothing"
    if opened:
        return f"{opened[-1]!r} is not closed"
    if not re.search(r"\{[^{}]*\w+\s*(=~|!~|!=|=)\s*\"\"", plain):
        return "it selects no stream"
    return ""
