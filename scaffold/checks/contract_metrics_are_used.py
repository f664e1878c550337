"""Every metric of the contract is shown or alerted on.

Why: a metric that nobody looks at costs memory on every scrape, and on the day it would help nobody
knows that it is there.

Passes: each metric under ``metrics`` of the contract is queried by a rule or a dashboard.

Fails: a metric that is queried nowhere.

Fix: add a panel, or remove the metric from code and contract.

Ignore: never; runtime metrics of the language are not asked for.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "contract-metrics-are-used"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)


def find(repo: ServiceRepo) -> Findings:
    """Look for each metric in rules and dashboards; see the module."""
    used = {
        metric
        for located in repo.queries
        if located.source != "runbook" and located.parses
        for metric in located.query.metrics
    }
    own = [metric for metric in repo.contract.metrics if metric.own]
    for metric in own:
        if used.isdisjoint(metric.series):
            message = f"{metric.name} is queried by no rule and no dashboard"
            yield Finding(
                repo.contract.document.path,
                metric.line,
                message,
                "add a panel, or stop emitting it",
            )
    return f"{len(own)} metrics"
