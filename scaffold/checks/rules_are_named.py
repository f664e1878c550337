"""Rules are named so that their name says what they are.

Why: the name is all that a query, a page or a silence shows. ``slo:sli_error:ratio_rate5m`` says
what it is counted over and how; ``error_rate`` makes somebody look it up at 3 a.m.

Passes: recorded series are ``level:metric:operations`` in lower case, alerts are UpperCamelCase and
unique; a window at the end of a recorded name is the range that the expression reads.

Fails: another shape; two alerts of one name; ``...5m`` computed over 10 minutes.

Fix: rename it here and wherever it is used (``metrics-in-contract`` finds the places).

Ignore: never.
"""

import re
from collections import Counter
from collections.abc import Iterator

from scaffold.artifacts.promql import RATES, parse_seconds
from scaffold.artifacts.rules import Rule
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "rules-are-named"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

_ALERT = re.compile(r"^([A-Z][a-z]*[0-9]*[a-z]*)+$")
_RECORD = re.compile(r"^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$")
_WINDOW = re.compile(r"(?<![0-9])(?P<window>[0-9]+[smhdw])$")


def find(repo: ServiceRepo) -> Findings:
    """Judge the name of each rule; see the module."""
    names = Counter(alert.name for alert in repo.alerts)
    for rule in repo.rules:
        shape = _ALERT if rule.alerts else _RECORD
        key = "alert" if rule.alerts else "record"
        if not shape.match(rule.name):
            wanted = "UpperCamelCase" if rule.alerts else "level:metric:operations"
            yield Finding(*rule.place(key), f"{rule.name!r} is not {wanted}", "rename it")
        if rule.alerts and names[rule.name] > 1:
            hint = "each alert has one runbook and one name"
            yield Finding(*rule.place(key), f"{names[rule.name]} alerts are {rule.name}", hint)
        if not rule.alerts:
            yield from _judge_window(rule)
    return f"{len(repo.rules) - len(repo.alerts)} recorded series, {len(repo.alerts)} alerts"


def _judge_window(rule: Rule) -> Iterator[Finding]:
    window = _WINDOW.search(rule.name)
    if not window:
        return
    ranges = {one.range_seconds for one in rule.query.selectors if one.function in RATES}
    for seconds in ranges - {parse_seconds(window["window"]), None}:
        message = f"{rule.name} reads a range of {seconds:g} s"
        yield Finding(*rule.place("expr"), message, f"use [{window['window']}], or rename it")
