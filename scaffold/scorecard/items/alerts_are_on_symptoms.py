"""Alerts that page are on symptoms, not on causes.

Why: a full processor that no user feels must not wake anybody; a user who gets errors must,
whatever the cause.

Met: an alert that pages asks for errors, latency, availability or a burnt budget, and none that
pages asks only for processor, memory, disk or load.

Not met: there are no alerts, none is on a symptom, or a cause pages.

Fix: page on the error ratio and the latency; make causes warnings, or panels of a dashboard.

Waive: a cause that surely becomes a symptom, such as a certificate's last day; name the alert.
"""

import re

from scaffold.artifacts.rules import Rule
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.runbooks import is_critical, show_alerts
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met
from scaffold.scorecard.watching import without_alerts

ID = "alerts-are-on-symptoms"
LEVEL = Level.SILVER
SECTION = "2. Alerting: Alert Rules"
SENTENCE = "Alert on Symptoms (High Error Rate), not causes (High CPU)."

_SYMPTOM = re.compile(
    r"error|fail|5\.\.|5xx|\b5\d\d\b|status|latency|duration|response_time|availab|burn|\bslo\b|slo:"
    r"|\bup\b\{?|\bup\s*==|absent\(|probe_success",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"cpu|memory|_mem_|heap|disk|filesystem|node_load|\bload\d+|inode|goroutines|gc_|throttl"
    r"|file_descriptors|_fds",
    re.IGNORECASE,
)
_NEVER = re.compile(r"^[ \t]*(?:vector\(\s*0\s*\)|0|1\s*==\s*0|absent\(up\)\s+and\s+vector\(0\))")


def judge(reading: Reading) -> Verdict:
    """Tell the alerts that page by what they ask for; see the module."""
    alive = [alert for alert in reading.alerts if not _NEVER.search(alert.expression)]
    if not alive:
        return without_alerts(reading)
    paging = [alert for alert in alive if is_critical(alert)]
    causes = [alert for alert in paging if is_cause(alert)]
    symptoms = [alert for alert in paging if is_symptom(alert)]
    if causes:
        evidence = show_alerts(causes[:4], reading, "a cause pages")
        return not_met(f"{causes[0].name} pages on a cause: {_said(causes[0])}", evidence)
    if symptoms:
        return met("what pages are symptoms", show_alerts(symptoms[:3], reading, "a symptom pages"))
    return not_met("no symptom pages", show_alerts(alive[:3], reading, "pages on no symptom"))


def is_symptom(alert: Rule) -> bool:
    """Whether users feel it."""
    return bool(_SYMPTOM.search(alert.expression)) and not is_cause(alert)


def is_cause(alert: Rule) -> bool:
    """Whether it asks for what may be the cause of something, and for nothing that users feel."""
    return bool(_CAUSE.search(alert.expression)) and not _SYMPTOM.search(alert.expression)


def _said(alert: Rule) -> str:
    said = " ".join(alert.expression.split())
    return said if len(said) <= 80 else f"{said[:79]}…"  # noqa: PLR2004 - a line of a terminal
