"""Every rule is evaluated against the running service without an error.

Why: an expression that matches many series to many, or that makes two series with the same labels,
parses and passes tests with one instance. With two it fails, in every evaluation, and Prometheus
says so only in its own metrics.

Passes: after minutes of several instances, of success and failure, Prometheus says of every rule
that its last evaluation was in order.

Fails: a rule whose evaluation failed.

Fix: aggregate away the labels of instances before series are joined.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import burning
from scaffold.repo import ServiceRepo

ID = "live-rules-evaluate"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager")
PACKAGES = ()

OK = "ok"


def find(repo: ServiceRepo) -> Findings:
    """Ask Prometheus for the health of each rule; see the module."""
    seen = repo.live.get(burning.record)
    told = seen.stage.prometheus.rules()
    for rule in repo.rules:
        for one in told:
            same = one["name"] == rule.name and rule.labels.items() <= one.get("labels", {}).items()
            if same and one["health"] != OK:
                message = f"{rule.name} is {one['health']}: {one.get('lastError') or 'no word'}"
                yield Finding(*rule.place("expr"), message)
    return f"{len(told)} rules over {len(seen.instances)} instances"
