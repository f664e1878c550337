"""A page reaches whoever is on call, with everything that they need.

Why: rules, routes and receivers are each correct in a review and still miss each other. Whether
somebody wakes is known only once an alert has gone all the way.

Passes: with a fault in the running service, the fastest burn alerts of availability and latency
arrive at the pager's receiver through a real Prometheus and a real Alertmanager, and so does
``ServiceAbsent`` once the service is killed; each there and nowhere else, with its severity, the
severity of the incident, service, namespace, team and slo, a runbook that exists in the repository
and a dashboard that exists in it.

Fails: a page that does not come, that comes elsewhere as well, or that lacks one of these.

Fix: go to the rule, or to the route; the finding says how far the alert came.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.artifacts.alertmanager import Route
from scaffold.artifacts.rules import Rule
from scaffold.artifacts.runbooks import FOLDER
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.inbox import Notice
from scaffold.live.outage import PAGES
from scaffold.live.recordings import burning, gone
from scaffold.live.recordings.burning import Burning
from scaffold.live.recordings.gone import ABSENT, Gone
from scaffold.repo import ServiceRepo

ID = "live-pages-reach-receiver"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager")
PACKAGES = ()

AVAILABILITY, LATENCY = "availability", "latency"
DASHBOARD = "/d/"

Seen = Burning | Gone


def find(repo: ServiceRepo) -> Findings:
    """Follow each page to its receiver; see the module."""
    repo.live.begin(burning.record, gone.record, apart=True)
    causes: dict[str, Seen] = dict.fromkeys(PAGES, repo.live.get(burning.record))
    causes[ABSENT] = repo.live.get(gone.record)
    came = []
    for rule in repo.alerts:
        if seen := causes.pop(rule.name, None):
            notices = [one for one in seen.notices if one.alert == rule.name and one.fires]
            if not notices:
                yield _missing(repo, rule, seen)
                continue
            yield from _judge_receivers(repo, rule, notices)
            yield from _judge_labels(repo, rule, notices[0])
            yield from _judge_links(repo, rule, notices[0])
            came.append(f"{rule.name} after {notices[0].at - seen.began:.0f} s")
    for name in causes:
        yield Finding(*repo.contract.place("burn_rates"), f"there is no alert {name}")
    return ", ".join(came)


def _missing(repo: ServiceRepo, rule: Rule, seen: Seen) -> Finding:
    """How far the alert came, and where it went no further."""
    spent = f"{seen.during - seen.began:.0f} s after the trouble began {rule.name}"
    known = [alert for alert in seen.alerts if alert.name == rule.name]
    if known:
        route = repo.alertmanager.find_route(known[0].labels)
        receivers = ", ".join(known[0].receivers) or "no receiver"
        message = f"{spent} is {known[0].state} in Alertmanager, for {receivers}; nothing arrived"
        return Finding(repo.alertmanager.path, _line(repo, route, "receiver"), message)
    states = seen.stage.prometheus.query(f'ALERTS{{alertname="{rule.name}"}}', seen.during)
    state = states[0].labels["alertstate"] if states else "inactive"
    return Finding(*rule.place("expr"), f"{spent} is {state} in Prometheus and reached nobody")


def _judge_receivers(repo: ServiceRepo, rule: Rule, notices: list[Notice]) -> Iterator[Finding]:
    pager = str(repo.answers["pager_receiver"])
    reached = sorted({notice.receiver for notice in notices})
    if reached != [pager]:
        route = repo.alertmanager.find_route(notices[0].labels)
        message = f"{rule.name} reached {', '.join(reached)}, not {pager} alone"
        yield Finding(repo.alertmanager.path, _line(repo, route, "receiver"), message)


def _judge_labels(repo: ServiceRepo, rule: Rule, notice: Notice) -> Iterator[Finding]:
    burn = repo.contract.burn_rates[0]
    expected = {
        "severity": burn.severity,
        "incident_severity": burn.incident_severity,
        "service": repo.name,
        "namespace": str(repo.answers["namespace"]),
        "team": str(repo.answers["team"]),
        "slo": LATENCY if rule.name.startswith(LATENCY.title()) else AVAILABILITY,
    }
    for label, value in expected.items():
        got = notice.labels.get(label, "")
        if got != value:
            message = f"{rule.name} arrived with {label} {got!r}, not {value!r}"
            yield Finding(*rule.place("labels", label), message)


def _judge_links(repo: ServiceRepo, rule: Rule, notice: Notice) -> Iterator[Finding]:
    page, url = f"{FOLDER}/{rule.name}.md", notice.annotations.get("runbook_url", "")
    if not url.endswith(f"/{rule.name}.md") or page not in repo.files:
        message = f"{rule.name} arrived with the runbook {url!r}; {page} is due, and must exist"
        yield Finding(*rule.place("annotations", "runbook_url"), message)
    uids = {dashboard.uid for dashboard in repo.dashboards}
    link = notice.annotations.get("dashboard_url", "")
    if link.rpartition(DASHBOARD)[2].partition("?")[0] not in uids:
        message = f"{rule.name} arrived with the dashboard {link!r}, which is none of this service"
        yield Finding(*rule.place("annotations", "dashboard_url"), message)


def _line(repo: ServiceRepo, route: Route, key: str) -> int:
    return repo.alertmanager.document.line(*route.keys, key)
