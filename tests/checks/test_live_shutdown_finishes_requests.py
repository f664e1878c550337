"""live-shutdown-finishes-requests: who was let in is answered."""

import pytest
from staged import found, staged

from scaffold.checks import live_shutdown_finishes_requests as check
from scaffold.live.recordings.long_request import LongRequest, record


@pytest.mark.parametrize(
    ("seen", "message"),
    [
        (LongRequest(0, 0, 0), "a request in flight at SIGTERM has no answer"),
        (LongRequest(503, 5, 0), "a request in flight at SIGTERM is answered with 503"),
        (LongRequest(200, 0.1, 0), "fault.latency_ms is 5000: 0.1 s"),
        (LongRequest(200, 5.1, 1), "the process ends with exit code 1"),
        (LongRequest(200, 5.1, None), "the process ends with exit code None"),
    ],
)
def test_request_that_is_cut_off_is_found(fresh, seen, message):
    """No answer, an error, no delay to begin with, a bad end."""
    repo = staged(fresh, {record: seen})
    assert found(check, repo) == [("timeout_seconds: 20", message)]
