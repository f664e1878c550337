"""Recordings of alerts made by hand: all is well, but for what a test changes."""

from collections.abc import Callable
from types import SimpleNamespace

from scaffold.live.alertmanager import Alert
from scaffold.live.inbox import Notice
from scaffold.live.prometheus import Sample
from scaffold.live.recordings.burning import Burning
from scaffold.live.recordings.gone import Gone

PAGER, TICKETS, WATCHDOG = "platform-pager", "platform-tickets", "watchdog"
AVAILABILITY, LATENCY, ABSENT = "AvailabilityBudgetBurn1h", "LatencyBudgetBurn1h", "ServiceAbsent"
BEGAN, DURING, LIFTED, AFTER = 1000.0, 1180.0, 1190.0, 1300.0


def labels(alert: str, **changes: str) -> dict[str, str]:
    """Labels of a page."""
    good = {
        "alertname": alert,
        "severity": "critical",
        "incident_severity": "SEV1",
        "service": "orders",
        "namespace": "orders",
        "team": "platform",
        "slo": "latency" if alert == LATENCY else "availability",
    }
    return {**good, **changes}


def notice(alert: str, at: float = DURING, status: str = "firing", **changes) -> Notice:
    """A page that arrives as it should."""
    annotations = {
        "runbook_url": f"https://github.com/acme/orders/blob/main/runbooks/{alert}.md",
        "dashboard_url": "/d/orders-overview",
    }
    made = {
        "receiver": PAGER,
        "at": at,
        "status": status,
        "labels": labels(alert),
        "annotations": annotations,
        "group": {},
    }
    return Notice(**{**made, **changes})


def known(alert: str, state: str = "active", *by: str, **changes: str) -> Alert:
    """An alert as Alertmanager tells it; its name is its fingerprint."""
    return Alert(labels(alert, **changes), {}, alert, state, by, (PAGER,))


def prometheus(
    query: Callable[[str, float], tuple[Sample, ...]] = lambda *_: (Sample({}, 1.0, DURING),),
    **changes,
) -> SimpleNamespace:
    """One that answers every query with one value, unless told."""
    return SimpleNamespace(query=query, **changes)


def stage(watches: SimpleNamespace | None = None, *notices: Notice) -> SimpleNamespace:
    """A stage whose inbox holds these notices."""
    inbox = SimpleNamespace(of=lambda alert: [one for one in notices if one.alert == alert])
    return SimpleNamespace(prometheus=watches or prometheus(), inbox=inbox)


def burning(**changes) -> Burning:
    """Both pages come, and end."""
    pages = [notice(alert) for alert in (AVAILABILITY, LATENCY)]
    ends = [notice(alert, AFTER, "resolved") for alert in (AVAILABILITY, LATENCY)]
    good = {
        "stage": stage(),
        "instances": {},
        "began": BEGAN,
        "during": DURING,
        "alerts": (known(AVAILABILITY), known(LATENCY)),
        "lifted": LIFTED,
        "after": AFTER,
        "firing_after": frozenset(),
        "notices": (*pages, *ends),
    }
    return Burning(**{**good, **changes})


def gone(**changes) -> Gone:
    """The absence comes, and the burn alerts are silent."""
    burns = (known(alert, "suppressed", ABSENT) for alert in (AVAILABILITY, LATENCY))
    good = {
        "stage": stage(),
        "began": BEGAN,
        "absent": DURING,
        "alerts": (known(ABSENT), *burns),
        "during": AFTER,
        "notices": (notice(AVAILABILITY, BEGAN + 90), notice(ABSENT, AFTER)),
    }
    return Gone(**{**good, **changes})
