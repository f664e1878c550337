"""live-breaker-opens: after so many failures in a row, for so long."""

import pytest
from staged import found, staged
from staged_breaker import FAILED, OPENING, REFUSED, SERVED, breaker

from scaffold.checks import live_breaker_opens as check
from scaffold.live.recordings.breaker import Step, record

COUNT, TIME = "consecutive_failures: 5", "open_seconds: 30"


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        (
            {"callers_fault": (Step(409, 1, "closed"), REFUSED)},
            (COUNT, "2 answers of 404 open it"),
        ),
        (
            {"interrupted": (FAILED, SERVED, OPENING)},
            (COUNT, "4 failures, a success and a failure open it"),
        ),
        ({"opened": (FAILED, OPENING, REFUSED)}, (COUNT, "fewer than 5 failures in a row open it")),
        (
            {"opened": (FAILED, FAILED)},
            (COUNT, "after 5 failures in a row its state is closed, not open"),
        ),
        (
            {"opened": (FAILED, Step(503, 1, ""))},
            (COUNT, "after 5 failures in a row its state is not told, not open"),
        ),
        (
            {"rejected": OPENING},
            (TIME, "open, at once: an order is answered with 503 after a call"),
        ),
        (
            {"rejected": Step(409, 0, "open")},
            (TIME, "open, at once: an order is answered with 409"),
        ),
        ({"rejected": Step(503, 0, "open", "")}, (TIME, "open, at once: Retry-After is ''")),
        (
            {"rejected_late": SERVED},
            (TIME, "open, after almost 30 s: an order is answered with 201 after a call"),
        ),
    ],
)
def test_breaker_that_opens_otherwise_is_found(fresh, changes, row):
    """For the wrong reason, too early, never, too briefly."""
    assert found(check, staged(fresh, {record: breaker(**changes)})) == [row]


def test_contract_is_kept(fresh):
    """By the recording that the others change."""
    assert found(check, staged(fresh, {record: breaker()})) == []
