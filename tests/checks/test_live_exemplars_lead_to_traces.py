"""live-exemplars-lead-to-traces: the IDs of one request agree."""

from types import SimpleNamespace

import pytest
from staged import answered, found, line, span, staged

from scaffold.checks import live_exemplars_lead_to_traces as check
from scaffold.live.recordings import everyday, failing, limited

ONE = answered()
TRACE = ONE.question.trace_id
HISTOGRAM = "- name: http_request_duration_seconds"
IN_REQUEST = "in_request: [request_id, trace_id, span_id]"


def judged(root, exemplars=None, **fields):
    good = {("trace_id", TRACE)}
    named = {"http_request_duration_seconds_bucket": good if exemplars is None else exemplars}
    after = SimpleNamespace(exemplars=lambda name: named.get(name, good))
    made = {
        everyday.record: SimpleNamespace(after=after, exchanges=[ONE]),
        failing.record: SimpleNamespace(failed=[]),
        limited.record: SimpleNamespace(exchanges=[]),
    }
    access = {"request_id": ONE.question.request_id, "endpoint": "/orders", "message": "answered"}
    access |= {"trace_id": TRACE, "span_id": "a" * 16, **fields}
    return found(check, staged(root, made, lines=[line(**access)], spans=[span(ONE)]))


@pytest.mark.parametrize(
    ("exemplars", "message"),
    [
        (set(), "http_request_duration_seconds has no exemplar"),
        (
            {("traceID", TRACE)},
            f"http_request_duration_seconds: exemplar traceID={TRACE} leads nowhere",
        ),
        (
            {("trace_id", "9" * 32)},
            f"http_request_duration_seconds: exemplar trace_id={'9' * 32} leads nowhere",
        ),
    ],
    ids=["none", "other-label", "other-trace"],
)
def test_exemplar_that_leads_nowhere_is_found(fresh, exemplars, message):
    """None, another label, a trace that nobody has."""
    assert judged(fresh, exemplars) == [(HISTOGRAM, message)]


def test_line_of_another_trace_is_found(fresh):
    """It is lost for whoever looks for the request."""
    message = f"GET /orders -> 200: line 'answered' is not of trace {TRACE}"
    assert judged(fresh, trace_id="9" * 32) == [(IN_REQUEST, message)]


def test_access_line_of_another_span_is_found(fresh):
    """It belongs to the SERVER span."""
    message = f"GET /orders -> 200: its access line is not of its span {'a' * 16}"
    assert judged(fresh, span_id="b" * 16) == [(IN_REQUEST, message)]
