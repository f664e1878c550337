"""live-watchdog-beats: a heartbeat is more than one beat."""

import pytest
from staged import found, staged
from staged_alerts import BEGAN, PAGER, WATCHDOG, burning, labels, notice, stage

from scaffold.checks import live_watchdog_beats as check
from scaffold.live.recordings.burning import record

ALERT = "Watchdog"
REPEAT = "repeat_interval: 4m50s"
ALERTMANAGER = "observability/alertmanager/alertmanager.yaml"


def beat(at, **changes):
    made = {"receiver": WATCHDOG, "labels": labels(ALERT, severity="none", slo="none")}
    return notice(ALERT, at, **{**made, **changes})


def judged(root, *beats):
    """With a bench whose waits end at once."""
    seen = burning(stage=stage(None, *beats))
    return found(check, staged(root, {record: seen}, until=lambda *_: False))


def test_heartbeat_that_comes_again_passes(fresh):
    """At its receiver."""
    assert judged(fresh, beat(BEGAN), beat(BEGAN + 300)) == []


def test_heartbeat_that_comes_once_is_found(fresh):
    """Alertmanager lives, and nobody would know if it did not."""
    message = "Watchdog came once and not again within 300 s"
    assert judged(fresh, beat(BEGAN)) == [(REPEAT, message)]


def test_heartbeat_that_never_comes_is_found(fresh):
    """Silence looks like a good night."""
    assert judged(fresh) == [("- alert: Watchdog", "Watchdog reached nobody")]


def test_heartbeat_that_disturbs_somebody_else_is_found(fresh):
    """Every five minutes."""
    beats = (beat(BEGAN), beat(BEGAN, receiver=PAGER), beat(BEGAN + 300))
    message = f"Watchdog reached {PAGER}, not watchdog alone"
    assert judged(fresh, *beats) == [("- receiver: watchdog", message)]


@pytest.mark.parametrize(
    ("repeat", "seconds"), [("1h", "3660"), ("6m", "420"), ("5m1s", "360"), ("5m", "360")]
)
def test_heartbeat_that_is_too_seldom_is_found(broken, edit, repeat, seconds):
    """Three of them make an alarm; whether six minutes pass is for the clock to say."""
    edit(broken / ALERTMANAGER, "4m50s", repeat)
    rows = judged(broken, beat(BEGAN))
    message = (
        f"Watchdog comes every {seconds} s, at least every 360 s is due"
        if float(seconds) > 360
        else f"Watchdog came once and not again within {seconds} s"
    )
    assert rows == [(f"repeat_interval: {repeat}", message)]


def test_watchdog_without_a_route_is_found_where_it_went(broken, edit):
    """A ticket a day, and nothing that misses it."""
    edit(broken / ALERTMANAGER, 'alertname="Watchdog"', 'alertname="Guard"')
    edit(broken / ALERTMANAGER, """['severity="none"']""", """['severity="nothing"']""")
    beats = [beat(BEGAN, receiver="platform-tickets")]
    assert judged(broken, *beats) == [
        ("receiver: platform-tickets", "Watchdog reached platform-tickets, not watchdog alone"),
        ("repeat_interval: 12h", "Watchdog comes every 43500 s, at least every 360 s is due"),
    ]
