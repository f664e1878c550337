"""live-absence-inhibits: one cause, one page."""

import pytest
from staged import found, staged
from staged_alerts import (
    ABSENT,
    AFTER,
    AVAILABILITY,
    DURING,
    LATENCY,
    gone,
    known,
    notice,
)

from scaffold.checks import live_absence_inhibits as check
from scaffold.errors import Skip
from scaffold.live.recordings.gone import record

INHIBITION = """- source_matchers: ['alertname="ServiceAbsent"']"""


def judged(root, **changes):
    return found(check, staged(root, {record: gone(**changes)}))


def beside(*burns):
    return (known(ABSENT), *burns)


def test_burn_alerts_that_are_suppressed_pass(fresh):
    """By the absence."""
    assert judged(fresh) == []


def test_burn_alert_that_stays_active_is_found(fresh):
    """A second page for one cause."""
    message = f"while {ABSENT} fires, {LATENCY} is active, inhibited by nothing"
    assert judged(fresh, alerts=beside(known(LATENCY))) == [(INHIBITION, message)]


@pytest.mark.parametrize(("by", "name"), [(AVAILABILITY, AVAILABILITY), ("0" * 16, "0" * 16)])
def test_burn_alert_that_something_else_suppresses_is_found(fresh, by, name):
    """It would be loud again once that ends."""
    burns = (known(AVAILABILITY, "suppressed", ABSENT), known(LATENCY, "suppressed", by))
    message = f"while {ABSENT} fires, {LATENCY} is suppressed, inhibited by {name}"
    assert judged(fresh, alerts=beside(*burns)) == [(INHIBITION, message)]


def test_inhibition_that_is_not_there_is_found_where_it_should_be(broken, edit):
    """None is meant for the two."""
    path = broken / "observability/alertmanager/alertmanager.yaml"
    edit(path, "'alertname=\"ServiceAbsent\"'", "'alertname=\"Gone\"'")
    message = f"while {ABSENT} fires, {LATENCY} is active, inhibited by nothing"
    assert judged(broken, alerts=beside(known(LATENCY))) == [("inhibit_rules:", message)]


def test_page_that_comes_after_the_absence_is_found(fresh):
    """Whatever Alertmanager said at that moment."""
    notices = (*gone().notices, notice(LATENCY, DURING + 42))
    message = f"42 s after {ABSENT} began to fire platform-pager is told that {LATENCY} fires"
    assert judged(fresh, notices=notices) == [(INHIBITION, message)]


def test_page_of_an_alert_that_stays_active_is_not_said_twice(fresh):
    """One cause, one finding, whether its page comes before the recording ends or after."""
    message = f"while {ABSENT} fires, {LATENCY} is active, inhibited by nothing"
    notices = (*gone().notices, notice(LATENCY, DURING + 42))
    assert judged(fresh, alerts=beside(known(LATENCY)), notices=notices) == [(INHIBITION, message)]


def test_end_that_comes_after_the_absence_passes(fresh):
    """It wakes nobody."""
    assert judged(fresh, notices=(notice(LATENCY, AFTER, "resolved"),)) == []


@pytest.mark.parametrize(
    ("alerts", "reason"),
    [((), f"{ABSENT} did not fire"), ((known(ABSENT),), "no burn alert fired beside")],
)
def test_alert_that_did_not_fire_is_left_to_its_own_check(fresh, alerts, reason):
    """There is nothing to silence, or nothing that could."""
    with pytest.raises(Skip, match=reason):
        judged(fresh, alerts=alerts)
