"""Every alert says what is wrong, how bad it is, and where to look.

Why: at 3 a.m. the annotations are all that the telephone shows. The summary becomes the subject of
an incident and must not change with every evaluation; the description says how bad it is right now.

Passes: each alert has a non-empty ``summary``, ``description``, ``runbook_url`` and
``dashboard_url``; the summary holds no value; the description holds one (where the alert has a
value); the runbook is the one of the alert, below the base URL of the answers; the dashboard
exists.

Fails: an annotation that is missing, empty, or points at another alert's page.

Fix: write the annotation; a value is ``{{ $value | humanizePercentage }}``.

Ignore: for alerts without a value of interest (``absent``, ``vector(1)``) no value is asked for.
"""

import re
from collections.abc import Iterator

from scaffold.artifacts.rules import Rule
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "alerts-explain-themselves"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

REQUIRED = ("summary", "description", "runbook_url", "dashboard_url")
_VALUE = re.compile(r"\$value|\.Value|\bquery\b")
_DASHBOARD = re.compile(r"/d/(?P<uid>[\w-]+)")


def find(repo: ServiceRepo) -> Findings:
    """Judge the annotations of each alert; see the module."""
    base = str(repo.answers.get("runbook_base_url", "")).rstrip("/")
    uids = {dashboard.uid for dashboard in repo.dashboards}
    for alert in repo.alerts:
        for name in REQUIRED:
            if not alert.annotations.get(name, "").strip():
                message = f"{alert.name} has no {name}"
                yield Finding(*alert.place("annotations"), message, f"write the annotation {name}")
        yield from _judge_words(alert)
        yield from _judge_addresses(alert, base, uids)
    return f"{len(repo.alerts)} alerts, {len(REQUIRED)} annotations each"


def _judge_words(alert: Rule) -> Iterator[Finding]:
    if _VALUE.search(alert.annotations.get("summary", "")):
        place = alert.place("annotations", "summary")
        hint = "it is the incident's title: move the value to the description"
        yield Finding(*place, f"{alert.name}: the summary holds a value", hint)
    description = alert.annotations.get("description", "")
    if description and _measures(alert) and not _VALUE.search(description):
        place = alert.place("annotations", "description")
        hint = "add {{ $value | humanizePercentage }} or the like"
        yield Finding(*place, f"{alert.name}: the description holds no value", hint)


def _measures(alert: Rule) -> bool:
    """Whether its value says how bad it is: it selects series, and not their absence."""
    functions = {selector.function for selector in alert.query.selectors}
    return bool(functions) and not functions & {"absent", "absent_over_time"}


def _judge_addresses(alert: Rule, base: str, uids: set[str]) -> Iterator[Finding]:
    runbook = alert.annotations.get("runbook_url", "")
    expected = f"{base}/{alert.name}.md"
    if runbook and runbook != expected:
        place = alert.place("annotations", "runbook_url")
        yield Finding(*place, f"{alert.name}: runbook_url is {runbook}", f"it must be {expected}")
    dashboard = alert.annotations.get("dashboard_url", "")
    found = _DASHBOARD.search(dashboard)
    if dashboard and (not found or found["uid"] not in uids):
        place = alert.place("annotations", "dashboard_url")
        hint = f"name one of {', '.join(sorted(uids))} as /d/<uid>"
        yield Finding(*place, f"{alert.name}: dashboard_url names no dashboard: {dashboard}", hint)
