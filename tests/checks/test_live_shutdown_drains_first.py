"""live-shutdown-drains-first: unready at once, serving still."""

import pytest
from staged import found, staged
from staged_shutdown import shutdown

from scaffold.checks import live_shutdown_drains_first as check
from scaffold.live.recordings.shutdown import record


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"not_ready_after": None}, "readiness is not refused 1 s after SIGTERM"),
        ({"not_ready_after": 1.2}, "readiness is not refused 1 s after SIGTERM"),
        (
            {"live_meanwhile": frozenset({200, 503})},
            "while draining, the liveness probe says 200, 503",
        ),
        ({"served_meanwhile": 0}, "no request is answered between readiness off and the end"),
        ({"seconds": 1.0}, "it ended 1.0 s after SIGTERM; DRAIN_DELAY_SECONDS is 3"),
    ],
)
def test_end_without_a_drain_is_found(fresh, changes, message):
    """Ready too long, dead too early, gone too soon."""
    repo = staged(fresh, {record: shutdown(**changes)})
    assert found(check, repo) == [("drain_delay_seconds: 5", message)]
