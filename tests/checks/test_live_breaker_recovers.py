"""live-breaker-recovers: one probe decides."""

import pytest
from staged import found, staged
from staged_breaker import FAILED, OPENING, REFUSED, SERVED, WAITING, breaker

from scaffold.checks import live_breaker_recovers as check
from scaffold.live.recordings.breaker import STATES, Step, record

PLACE = "half_open_probes: 1"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"while_probing": (WAITING, Step(201, 1, "half_open"))},
            "while one probe is under way another call is made",
        ),
        ({"while_probing": (REFUSED, WAITING)}, "while the probe is under way its state is open"),
        (
            {"recovered": REFUSED},
            "after a probe that succeeded its state is open, and an order is answered with 503",
        ),
        ({"reopened": (REFUSED, REFUSED)}, "after the open time no probe is made"),
        (
            {"reopened": (OPENING, FAILED)},
            "after a probe that failed its state is closed, not open",
        ),
        (
            {"transitions": {**dict.fromkeys(STATES, 1.0), "half_open": 0.0}},
            "circuit_breaker_transitions_total{state=half_open} is 0, not 1",
        ),
    ],
)
def test_breaker_that_recovers_otherwise_is_found(fresh, changes, message):
    """A herd, a wrong state, no way back, a way back too easy."""
    assert found(check, staged(fresh, {record: breaker(**changes)})) == [(PLACE, message)]


def test_contract_is_kept(fresh):
    """By the recording that the others change."""
    assert SERVED.state == "closed"
    assert found(check, staged(fresh, {record: breaker()})) == []
