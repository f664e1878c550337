"""Every runbook belongs to an alert.

Why: a page whose alert is gone is found by a search at 3 a.m., and followed.

Passes: each page in ``runbooks`` (but its README) is named as an alerting rule.

Fails: a page without an alert, most often after a rename.

Fix: rename the page together with the alert, or delete it.

Ignore: never; procedures that belong to no alert have their place in ``docs``.
"""

from difflib import get_close_matches

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "runbooks-have-alerts"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Look for the alert of each page; see the module."""
    names = {alert.name for alert in repo.alerts}
    for runbook in repo.runbooks:
        if runbook.alert not in names:
            close = get_close_matches(runbook.alert, names, n=1)
            hint = f"did you mean {close[0]}?" if close else "delete it, or rename it"
            yield Finding(runbook.path, 0, f"no alert is named {runbook.alert}", hint)
    return f"{len(repo.runbooks)} runbooks"
