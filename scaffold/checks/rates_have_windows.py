"""Rates in rules are taken over at least four scrapes.

Why: a rate needs two samples within its range. A range of two scrape intervals is empty whenever
one scrape is late, and an alert on an empty rate is silent in exactly the minute that is unwell.

Passes: each range within ``rate``, ``irate`` and ``increase`` is at least four times the interval
at which the chart has the pods scraped (``monitoring.podMonitor.interval``).

Fails: a shorter range.

Fix: widen the range.

Ignore: never.
"""

from scaffold.artifacts.document import dig
from scaffold.artifacts.promql import RATES, parse_seconds
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "rates-have-windows"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

SCRAPES = 4
DEFAULT_INTERVAL = "30s"
"""Where the chart does not say; the operator's own default."""


def find(repo: ServiceRepo) -> Findings:
    """Judge the ranges in rules and runbooks; see the module."""
    interval = dig(repo.chart.values.data, "monitoring", "podMonitor", "interval")
    interval_seconds = parse_seconds(str(interval or DEFAULT_INTERVAL))
    judged = 0
    for located in repo.queries:
        if located.source == "dashboard" or not located.parses:
            continue  # dashboards follow $__rate_interval
        for selector in located.query.selectors:
            if selector.function not in RATES or selector.range_seconds is None:
                continue
            judged += 1
            if selector.range_seconds < SCRAPES * interval_seconds:
                yield Finding(
                    located.path,
                    located.line,
                    f"{selector.function} of {selector.metric} over {selector.range_seconds:g} s, "
                    f"but pods are scraped every {interval_seconds:g} s",
                    f"use a range of at least {SCRAPES * interval_seconds:g}s",
                )
    return f"{judged} rates over at least {SCRAPES} x {interval_seconds:g} s"
