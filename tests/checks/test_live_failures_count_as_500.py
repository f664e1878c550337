"""live-failures-count-as-500: no failure without a trace of it."""

from types import SimpleNamespace

import pytest
from staged import answered, found, line, scrape, span, staged

from scaffold.checks import live_failures_count_as_500 as check
from scaffold.live.recordings import failing

COUNTED = 'http_requests_total{method="GET",endpoint="/orders",status="500"}'


@pytest.mark.parametrize(
    ("status", "count", "level", "failed", "message"),
    [
        (200, 1, "ERROR", True, "GET /orders -> 200: 500 is due"),
        (500, 0, "ERROR", True, "GET /orders -> 500: counted 0 times as 500"),
        (500, 1, "INFO", True, "GET /orders -> 500: logged with level INFO, not ERROR"),
        (500, 1, "ERROR", False, "GET /orders -> 500: its span is no error"),
    ],
)
def test_trace_that_is_missing_is_found(fresh, status, count, level, failed, message):
    """Answer, counter, log and span must all say so."""
    one = answered(status)
    seen = SimpleNamespace(failed=[one], after_failures=scrape(f"{COUNTED} {count}"))
    repo = staged(
        fresh,
        {failing.record: seen},
        lines=[line(request_id=one.question.request_id, level=level)],
        spans=[span(one, failed=failed)],
    )
    place = "unhandled_error_status: 500"
    assert found(check, repo) == [(place, f"fault.error_ratio=1: {message}")]
