"""live-shutdown-loses-nothing: an end under load costs no request."""

import pytest
from staged import found, staged
from staged_shutdown import shutdown

from scaffold.checks import live_shutdown_loses_nothing as check
from scaffold.live.recordings.shutdown import record


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lost": ("GET /orders -> 503",)}, "1 of 101 requests are lost: GET /orders -> 503"),
        ({"code": None}, "it still ran 18 s after SIGTERM"),
        ({"seconds": 19}, "it still ran 18 s after SIGTERM"),
        ({"code": -15}, "SIGTERM under load ends with exit code -15"),
    ],
)
def test_lost_request_and_bad_end_are_found(fresh, changes, message):
    """An error, a hang, a late end, a signal that nobody handled."""
    repo = staged(fresh, {record: shutdown(**changes)})
    assert found(check, repo) == [("shutdown:", message)]
