"""live-retries-are-spread: pauses are random."""

import pytest
from staged import found, staged
from staged_retries import order, retries

from scaffold.checks import live_retries_are_spread as check
from scaffold.live.recordings.retries import record


@pytest.mark.parametrize(
    ("pauses", "message"),
    [
        (
            (0.1, 0.101),
            "2 pauses from 0.100 to 0.101 s: none is shorter than the base delay of 0.1 s",
        ),
        ((0.001, 0.002), "2 pauses from 0.001 to 0.002 s: it asks again at once"),
        ((0.01, 1.3), "2 pauses from 0.010 to 1.300 s: the first may last 0.1 s"),
    ],
)
def test_pauses_that_are_not_spread_are_found(fresh, pauses, message):
    """No jitter, no pause, no bound."""
    made = retries(recovered=tuple(order(0, pause) for pause in pauses))
    repo = staged(fresh, {record: made})
    assert found(check, repo) == [("base_delay_seconds: 0.1", message)]


def test_call_that_is_not_repeated_is_found(fresh):
    """There is nothing to measure then."""
    repo = staged(fresh, {record: retries(recovered=(order(0), order(0)))})
    message = "2 of 2 calls are not repeated"
    assert found(check, repo) == [("base_delay_seconds: 0.1", message)]
