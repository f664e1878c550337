"""Every metric and label that is queried is in the contract.

Why: a query for a series that does not exist is no error in Prometheus. It is empty: the alert
never fires, the panel says "No data", and the runbook's first step proves nothing.

Passes: each metric in rules, dashboards and runbooks is one of ``observability/contract.yaml``, is
recorded by a rule, or is made by Prometheus itself (``up``, ``ALERTS``); each label in a matcher, a
grouping or a vector matching is one that its metric carries.

Fails: a metric or a label that nothing emits, most often after a rename on one side only.

Fix: correct the name, or add the metric to the contract together with the code that emits it.

Ignore: never; what other exporters emit belongs on their own dashboards.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from scaffold.artifacts.contract import ANY_LABEL, PATH
from scaffold.artifacts.query import Query
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "metrics-in-contract"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

Known = Mapping[str, frozenset[str]]


def find(repo: ServiceRepo) -> Findings:
    """Look every metric and label up; see the module."""
    metrics: set[str] = set()
    for located in repo.queries:
        if not located.parses:
            continue  # another check tells
        metrics |= set(located.query.metrics)
        for message, hint in dict.fromkeys(judge(located.query, repo.series)):
            yield Finding(located.path, located.line, message, hint)
    return f"{len(metrics)} metrics in {len(repo.queries)} queries"


def judge(query: Query, known: Known) -> Iterator[tuple[str, str]]:
    """What a query names that no series carries, and what was meant."""
    for selector in query.selectors:
        if selector.metric and selector.metric not in known:
            hint = _suggest(selector.metric, known) or f"add it to {PATH}, or correct the name"
            yield f"{selector.metric} is emitted by nothing", hint
            continue
        labels = known.get(selector.metric, ANY_LABEL)
        for matcher in selector.matchers:
            follows_variable = matcher.value == f"${matcher.name}"  # may be set to nothing
            if not follows_variable and not _carries(labels, matcher.name):
                yield f"{selector.metric} has no label {matcher.name!r}", _listed(labels)
    for grouping in query.groupings:
        inside = grouping.within
        if not inside.selectors or not all(one.metric in known for one in inside.selectors):
            continue
        labels = frozenset().union(*(known[one.metric] for one in inside.selectors), inside.made)
        where = f"{grouping.operation} {grouping.keyword}"
        for label in grouping.labels:
            if not _carries(labels, label):
                yield f"no series within {where} has the label {label!r}", _listed(labels)


def _carries(labels: frozenset[str], label: str) -> bool:
    return label in labels or labels >= ANY_LABEL


def _suggest(metric: str, known: Known) -> str:
    close = get_close_matches(metric, known, n=1)
    return f"did you mean {close[0]}?" if close else ""


def _listed(labels: frozenset[str]) -> str:
    return f"labels are {', '.join(sorted(labels))}"
