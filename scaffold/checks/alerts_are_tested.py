"""Every alert has a test in which it fires and one in which it is silent.

Why: a test that only expects silence passes for an alert that can never fire, and promtool passes a
test of an alert that does not even exist.

Passes: for each alerting rule the unit tests hold a moment at which it fires and one at which it
does not, and every moment names an alert that exists.

Fails: an alert without one of the two; a moment for an alert that no rule defines.

Fix: add the case to ``observability/tests``: the series, ``eval_time``, ``exp_alerts``.

Ignore: for an alert that always fires, such as ``Watchdog``, only the first is asked.
"""

from difflib import get_close_matches

from scaffold.artifacts.rules import TESTS_FOLDER
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "alerts-are-tested"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Compare alerts and cases both ways; see the module."""
    fires = {case.alert for case in repo.rule_cases if case.fires}
    silent = {case.alert for case in repo.rule_cases if not case.fires}
    for alert in repo.alerts:
        if alert.name not in fires:
            message = f"{alert.name} fires in no test"
            yield Finding(*alert.place(), message, f"add a case with exp_alerts to {TESTS_FOLDER}")
        if alert.query.selectors and alert.name not in silent:
            message = f"{alert.name} stays silent in no test"
            yield Finding(
                *alert.place(), message, f"add a case with 'exp_alerts: []' to {TESTS_FOLDER}"
            )
    names = {alert.name for alert in repo.alerts}
    for case in repo.rule_cases:
        if case.alert not in names:
            close = get_close_matches(case.alert, names, n=1)
            message = f"looks at {case.alert}, which no rule defines: it passes whatever happens"
            yield Finding(
                case.path, case.line, message, f"did you mean {close[0]}?" if close else ""
            )
    return f"{len(names)} alerts, {len(repo.rule_cases)} cases"
