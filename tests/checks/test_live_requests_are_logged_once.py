"""live-requests-are-logged-once: the access log tells what happened."""

from types import SimpleNamespace

import pytest
from staged import answered, found, line, staged

from scaffold.checks import live_requests_are_logged_once as check
from scaffold.live.recordings import everyday, failing, limited

ONE = answered()
GOOD = {
    "timestamp": "",
    "level": "INFO",
    "message": "request answered",
    "service": "orders",
    "version": "1.2.3-live",
    "environment": "staging",
    "request_id": ONE.question.request_id,
    "trace_id": "",
    "span_id": "",
    "method": "GET",
    "endpoint": "/orders",
    "path": "/orders",
    "status": 200,
    "duration_seconds": 0.01,
    "client_address": "127.0.0.1",
}


def judged(root, *lines):
    made = {
        everyday.record: SimpleNamespace(exchanges=[ONE]),
        failing.record: SimpleNamespace(failed=[]),
        limited.record: SimpleNamespace(exchanges=[]),
    }
    rows = found(check, staged(root, made, lines=[line(**fields) for fields in lines]))
    return [message.removeprefix("GET /orders -> 200: ") for _, message in rows]


def test_one_complete_line_passes(fresh):
    """And other lines of the request do not matter."""
    assert judged(fresh, GOOD, {"request_id": ONE.question.request_id}) == []


@pytest.mark.parametrize("count", [0, 2])
def test_any_other_count_of_lines_is_found(fresh, count):
    """None, or two."""
    assert judged(fresh, *[GOOD] * count) == [f"{count} access lines"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": 500}, "status is 500, not 200"),
        ({"path": "/"}, "path is '/', not '/orders'"),
        ({"endpoint": "_unmatched"}, "endpoint is '_unmatched', not '/orders'"),
        ({"version": "0"}, "version is '0', not '1.2.3-live'"),
        ({"duration_seconds": 10}, "duration_seconds is 10"),
    ],
)
def test_wrong_field_is_found(fresh, changes, message):
    """Milliseconds under the name of seconds among them."""
    assert judged(fresh, {**GOOD, **changes}) == [message]


def test_missing_field_is_found(fresh):
    """Each that the contract promises."""
    fields = {name: value for name, value in GOOD.items() if name != "trace_id"}
    assert judged(fresh, fields) == ["its access line has no trace_id"]
