"""live-pages-reach-receiver: all the way, and with all that is needed."""

from dataclasses import replace

import pytest
from staged import found, staged
from staged_alerts import (
    ABSENT,
    AVAILABILITY,
    LATENCY,
    TICKETS,
    burning,
    gone,
    known,
    labels,
    notice,
    prometheus,
    stage,
)

from scaffold.checks import live_pages_reach_receiver as check
from scaffold.live.prometheus import Sample
from scaffold.live.recordings import burning as burns
from scaffold.live.recordings import gone as absence

ROUTE = "- receiver: platform-pager"


def judged(root, pages=None, absent=None):
    made = {burns.record: pages or burning(), absence.record: absent or gone()}
    return found(check, staged(root, made))


def with_first(**changes):
    first, *rest = burning().notices
    return burning(notices=(replace(first, **changes), *rest))


def without(alert, **changes):
    notices = tuple(one for one in burning().notices if one.alert != alert)
    return burning(notices=notices, **changes)


def test_pages_that_arrive_with_everything_pass(fresh):
    """Three alerts, one receiver."""
    assert judged(fresh) == []


def test_page_that_goes_elsewhere_is_found(fresh):
    """A ticket wakes nobody."""
    message = f"{AVAILABILITY} reached {TICKETS}, not platform-pager alone"
    assert judged(fresh, with_first(receiver=TICKETS)) == [("- receiver: platform-pager", message)]


def test_page_that_goes_elsewhere_as_well_is_found(fresh):
    """Two people who each think that it is for the other."""
    more = burning(notices=(*burning().notices, notice(LATENCY, receiver=TICKETS)))
    message = f"{LATENCY} reached platform-pager, {TICKETS}, not platform-pager alone"
    assert judged(fresh, more) == [("- receiver: platform-pager", message)]


@pytest.mark.parametrize(
    ("label", "value", "place", "due"),
    [
        ("severity", "warning", "severity: critical", "critical"),
        ("incident_severity", "SEV3", "incident_severity: SEV1", "SEV1"),
        ("service", "", "service: orders", "orders"),
        ("namespace", "default", "namespace: orders", "orders"),
        ("team", "", "team: platform", "platform"),
        ("slo", "latency", "slo: availability", "availability"),
    ],
)
def test_label_that_is_missing_or_wrong_is_found(fresh, label, value, place, due):
    """Whoever is paged, and whatever groups pages, reads it."""
    pages = with_first(labels=labels(AVAILABILITY, **{label: value}))
    message = f"{AVAILABILITY} arrived with {label} {value!r}, not {due!r}"
    assert judged(fresh, pages) == [(place, message)]


def test_runbook_of_another_alert_is_found(fresh):
    """It exists, and it misleads."""
    annotations = {**burning().notices[0].annotations, "runbook_url": f"https://x.org/{LATENCY}.md"}
    line = (
        "runbook_url: https://github.com/acme/orders/blob/main/runbooks/AvailabilityBudgetBurn1h.md"
    )
    message = (
        f"{AVAILABILITY} arrived with the runbook 'https://x.org/{LATENCY}.md'; "
        f"runbooks/{AVAILABILITY}.md is due, and must exist"
    )
    assert judged(fresh, with_first(annotations=annotations)) == [(line, message)]


def test_runbook_that_does_not_exist_is_found(broken):
    """A link into nothing."""
    (broken / f"runbooks/{ABSENT}.md").unlink()
    url = f"https://github.com/acme/orders/blob/main/runbooks/{ABSENT}.md"
    message = (
        f"{ABSENT} arrived with the runbook '{url}'; runbooks/{ABSENT}.md is due, and must exist"
    )
    assert judged(broken) == [(f"runbook_url: {url}", message)]


@pytest.mark.parametrize("link", ["", "/d/", "/d/somebody-elses", "/dashboards"])
def test_dashboard_that_does_not_exist_is_found(fresh, link):
    """An empty page at the worst moment."""
    annotations = {**burning().notices[0].annotations, "dashboard_url": link}
    message = f"{AVAILABILITY} arrived with the dashboard {link!r}, which is none of this service"
    assert judged(fresh, with_first(annotations=annotations)) == [
        ("dashboard_url: /d/orders-slo", message)
    ]


def test_page_that_alertmanager_keeps_is_found_at_its_route(fresh):
    """It came so far and no further."""
    message = (
        f"180 s after the trouble began {LATENCY} is suppressed in Alertmanager, "
        "for platform-pager; nothing arrived"
    )
    pages = without(LATENCY, alerts=(known(LATENCY, "suppressed", ABSENT),))
    assert judged(fresh, pages) == [(ROUTE, message)]


@pytest.mark.parametrize(
    ("samples", "state"),
    [((), "inactive"), ((Sample({"alertstate": "pending"}, 1, 0),), "pending")],
)
def test_page_that_does_not_fire_is_found_at_its_rule(fresh, samples, state):
    """And the finding says whether it was on its way."""
    silent = stage(prometheus(lambda *_: samples))
    message = (
        f"180 s after the trouble began {AVAILABILITY} is {state} in Prometheus and reached nobody"
    )
    pages = without(AVAILABILITY, alerts=(), stage=silent)
    assert judged(fresh, pages) == [("expr: |", message)]


def test_absence_that_does_not_arrive_is_found(fresh):
    """The service is gone, and all is quiet."""
    message = (
        f"300 s after the trouble began {ABSENT} is active in Alertmanager, "
        "for platform-pager; nothing arrived"
    )
    assert judged(fresh, absent=gone(notices=())) == [(ROUTE, message)]


def test_alert_that_was_renamed_is_found(broken, edit):
    """Its cause was made, and nothing came."""
    edit(broken / "observability/rules/alerts.yaml", f"- alert: {ABSENT}", "- alert: Gone")
    assert judged(broken) == [("burn_rates:", f"there is no alert {ABSENT}")]
