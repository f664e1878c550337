"""live-aborts-count-as-499: impatience is not our failure."""

from types import SimpleNamespace

import pytest
from staged import found, line, scrape, staged

from scaffold.checks import live_aborts_count_as_499 as check
from scaffold.live.recordings import failing
from scaffold.live.service import Question

SENT = "GET /orders, closed after 0.5 s"


@pytest.mark.parametrize(
    ("counted", "status", "seconds", "message"),
    [
        ("500", 499, 0.5, f"{SENT}: counted 0 times as 499"),
        ("499", 500, 0.5, f"{SENT}: logged with status 500"),
        ("499", 499, 2.6, f"{SENT}: noticed only when the work of 2.5 s was done"),
    ],
)
def test_other_status_and_late_notice_are_found(fresh, counted, status, seconds, message):
    """In the counter, in the log, in time."""
    question = Question("GET", "/orders")
    row = f'http_requests_total{{method="GET",endpoint="/orders",status="{counted}"}} 1'
    lines = [line(request_id=question.request_id, status=status, duration_seconds=seconds)]
    seen = SimpleNamespace(aborted=question, after_abort=scrape(row))
    repo = staged(fresh, {failing.record: seen}, lines=lines)
    assert found(check, repo) == [("client_abort_status: 499", message)]
