"""Every alert has the labels that route, group and silence it.

Why: Alertmanager treats a missing label as an empty one. An alert without ``severity`` falls
through every route, and two alerts that both lack ``slo`` silence each other.

Passes: each alert has a non-empty ``severity`` (``critical``, ``warning``, ``info``, ``none``),
``incident_severity`` (``SEV1`` to ``SEV3``, ``none``), ``service``, ``namespace``, ``team`` and
``slo``, from the rule itself or from its expression; an alert that pages is SEV1 or SEV2; none
holds a template.

Fails: a label that is missing, empty, or not one of the words; ``{{ $value }}`` in a label.

Fix: set the label in the rule. ``absent()`` and constants have no labels: the rule must add them
all.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.artifacts.rules import Rule, kept_labels
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "alerts-carry-labels"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

REQUIRED = ("severity", "incident_severity", "service", "namespace", "team", "slo")
WORDS = {
    "severity": ("critical", "warning", "info", "none"),
    "incident_severity": ("SEV1", "SEV2", "SEV3", "none"),
}
INCIDENTS = {
    "critical": ("SEV1", "SEV2"),
    "warning": ("SEV3",),
    "info": ("none",),
    "none": ("none",),
}
"""Which incident severities each severity may have."""


def find(repo: ServiceRepo) -> Findings:
    """Judge the labels of each alert; see the module."""
    for alert in repo.alerts:
        kept = _kept(alert, repo)
        for label in REQUIRED:
            if label not in alert.labels and (label not in kept or label in WORDS):
                message = f"{alert.name} has no label {label!r}"
                yield Finding(*alert.place("labels"), message, f"set {label} in the rule's labels")
        for label, value in alert.labels.items():
            for message, hint in _judge(label, value):
                yield Finding(*alert.place("labels", label), f"{alert.name}: {message}", hint)
        yield from _incident(alert)
    return f"{len(repo.alerts)} alerts, {len(REQUIRED)} labels each"


def _kept(alert: Rule, repo: ServiceRepo) -> frozenset[str]:
    """Labels that the alert's series bring along."""
    functions = {selector.function for selector in alert.query.selectors}
    if functions & {"absent", "absent_over_time"}:
        return frozenset()
    return kept_labels(alert.query, repo.series)


def _judge(label: str, value: str) -> Iterator[tuple[str, str]]:
    if not value.strip():
        yield f"label {label!r} is empty", "an empty label is a missing one"
    elif "$value" in value or ".Value" in value:
        hint = "each new value makes a new alert: put it into the description"
        yield f"label {label!r} holds the value", hint
    elif label in WORDS and value not in WORDS[label]:
        yield f"{label} is {value!r}", f"use one of {', '.join(WORDS[label])}"


def _incident(alert: Rule) -> Iterator[Finding]:
    severity = alert.labels.get("severity", "")
    incident = alert.labels.get("incident_severity", "")
    allowed = INCIDENTS.get(severity, ())
    if incident in WORDS["incident_severity"] and allowed and incident not in allowed:
        message = f"{alert.name} is {severity} but incident_severity is {incident}"
        hint = f"{severity} goes with {' or '.join(allowed)}"
        yield Finding(*alert.place("labels", "incident_severity"), message, hint)
