"""Aggregations in rules keep ``namespace`` and ``job``.

Why: a sum over everything mixes this service with every other one that uses the same metric names;
an alert on it pages the wrong team, and nobody sees which service was unwell.

Passes: each ``sum``, ``max``, ... in a rule groups ``by`` labels that include ``namespace`` and
``job``, or is ``without`` others; each selector names both.

Fails: an aggregation that drops one of the two; a selector that does not narrow one of the two.

Fix: write ``sum by (namespace, job) (...)`` and ``{namespace="...", job="..."}``.

Ignore: never; dashboards and runbooks may aggregate as they like.
"""

from collections.abc import Iterator

from scaffold.artifacts.query import Grouping
from scaffold.artifacts.rules import Rule
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "aggregations-keep-labels"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

KEPT = ("namespace", "job")


def find(repo: ServiceRepo) -> Findings:
    """Judge each rule's aggregations and selectors; see the module."""
    judged = 0
    for rule in repo.rules:
        aggregations = [one for one in rule.query.groupings if one.aggregates]
        judged += len(aggregations)
        for one in aggregations:
            for label in _dropped(one):
                message = f"{rule.name}: {one.operation} drops the label {label!r}"
                hint = f"write {one.operation} by ({', '.join(KEPT)}) (...)"
                yield Finding(*rule.place("expr"), message, hint)
        yield from _judge_selectors(rule)
    return f"{judged} aggregations in {len(repo.rules)} rules"


def _dropped(aggregation: Grouping) -> list[str]:
    if aggregation.keyword == "without":
        return [label for label in KEPT if label in aggregation.labels]
    return [label for label in KEPT if label not in aggregation.labels]


def _judge_selectors(rule: Rule) -> Iterator[Finding]:
    for selector in rule.query.selectors:
        narrowed = {one.name for one in selector.matchers if one.operator in {"=", "=~"}}
        for label in KEPT:
            if label not in narrowed:
                message = f"{rule.name}: {selector.metric} is selected without {label!r}"
                yield Finding(*rule.place("expr"), message, f'add {label}="..." to the selector')
