"""While nothing answers, one page says so and the burn alerts are silent.

Why: a service that is gone has spent budgets as well. Three pages for one cause are read one after
the other, by somebody who has to find the first.

Passes: the service is killed while its burn alerts are on their way. Once ``ServiceAbsent`` fires,
Alertmanager itself says of each burn alert that it is suppressed, and by ``ServiceAbsent``; no
further page comes for any of them.

Fails: a burn alert that is active beside it, or that is silenced by something else alone.

Fix: mend the inhibition. Labels under ``equal`` must be the same on both alerts.

Ignore: never.
"""

from scaffold.artifacts.alertmanager import matches
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.live.alertmanager import Alert
from scaffold.live.outage import PAGES
from scaffold.live.recordings import gone
from scaffold.live.recordings.gone import ABSENT, Gone
from scaffold.repo import ServiceRepo

ID = "live-absence-inhibits"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager")
PACKAGES = ()

SUPPRESSED = "suppressed"


def find(repo: ServiceRepo) -> Findings:
    """Ask Alertmanager who silences whom; see the module."""
    seen = repo.live.get(gone.record)
    absence = next((alert for alert in seen.alerts if alert.name == ABSENT), None)
    if absence is None:
        raise Skip(f"{ABSENT} did not fire, see live-pages-reach-receiver")
    burns = [alert for alert in seen.alerts if alert.name in PAGES]
    if not burns:
        raise Skip(f"no burn alert fired beside {ABSENT}, see live-pages-reach-receiver")
    for burn in burns:
        if message := _second_page(seen, absence, burn):
            yield Finding(repo.alertmanager.path, _line(repo, absence, burn), message)
    return f"{ABSENT} suppresses {', '.join(burn.name for burn in burns)}"


def _second_page(seen: Gone, absence: Alert, burn: Alert) -> str:
    """What is wrong with an alert beside the absence; a page that follows from it is not said."""
    if burn.state != SUPPRESSED or absence.fingerprint not in burn.inhibited_by:
        names = {alert.fingerprint: alert.name for alert in seen.alerts}
        by = ", ".join(names.get(one, one) for one in burn.inhibited_by) or "nothing"
        return f"while {ABSENT} fires, {burn.name} is {burn.state}, inhibited by {by}"
    for notice in seen.notices:
        if notice.alert == burn.name and notice.fires and notice.at > seen.absent:
            after = f"{notice.at - seen.absent:.0f} s after {ABSENT} began to fire"
            return f"{after} {notice.receiver} is told that {burn.name} fires"
    return ""


def _line(repo: ServiceRepo, absence: Alert, burn: Alert) -> int:
    """Where the inhibition stands that is meant for the two, or all of them."""
    document = repo.alertmanager.document
    for inhibition in repo.alertmanager.inhibitions:
        if matches(inhibition.source, absence.labels) and matches(inhibition.target, burn.labels):
            return document.line(*inhibition.keys)
    return document.line("inhibit_rules")
