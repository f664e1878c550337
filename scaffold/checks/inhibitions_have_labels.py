"""Every label that an inhibition compares is on its alerts.

Why: to Alertmanager two missing labels are equal. An inhibition on ``slo`` whose target lacks the
label is silenced by any source that lacks it too, and a page disappears without a trace.

Passes: each inhibition matches at least one alert on either side, and each alert on either side has
a non-empty value for each label in ``equal``.

Fails: a label that one of the alerts lacks; an inhibition that no alert meets.

Fix: set the label in the rule, or take it out of ``equal``.

Ignore: never.
"""

from collections.abc import Iterator, Mapping

from scaffold.artifacts.alertmanager import Alertmanager, Inhibition, matches
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "inhibitions-have-labels"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

Labels = Mapping[str, str]


def find(repo: ServiceRepo) -> Findings:
    """Compare inhibitions and alerts; see the module."""
    alerts: list[Labels] = [{**one.labels, "alertname": one.name} for one in repo.alerts]
    for inhibition in repo.alertmanager.inhibitions:
        yield from _judge(repo.alertmanager, inhibition, alerts)
    return f"{len(repo.alertmanager.inhibitions)} inhibitions, {len(alerts)} alerts"


def _judge(
    configuration: Alertmanager, inhibition: Inhibition, alerts: list[Labels]
) -> Iterator[Finding]:
    concerned: list[Labels] = []
    for side, matchers in (("source", inhibition.source), ("target", inhibition.target)):
        met = [labels for labels in alerts if matches(matchers, labels)]
        concerned += met
        if not met:
            line = configuration.document.line(*inhibition.keys, f"{side}_matchers")
            message = f"no alert meets the {side}_matchers"
            hint = "correct the matchers, or remove the inhibition"
            yield Finding(configuration.path, line, message, hint)
    line = configuration.document.line(*inhibition.keys, "equal")
    if not inhibition.equal:
        message = "compares no label: one alert silences every service"
        yield Finding(configuration.path, line, message, "add equal: [namespace, service]")
    for label in inhibition.equal:
        lacking = sorted({one["alertname"] for one in concerned if not one.get(label)})
        if lacking:
            message = f"{', '.join(lacking)} lack the label {label!r}: missing labels are equal"
            yield Finding(configuration.path, line, message, f"set {label} in their rules")
