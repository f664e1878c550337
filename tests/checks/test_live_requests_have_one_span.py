"""live-requests-have-one-span: one SERVER span under stable names."""

from types import SimpleNamespace

import pytest
from staged import answered, found, span, staged

from scaffold.checks import live_requests_have_one_span as check
from scaffold.live.recordings import everyday, failing, limited
from scaffold.live.service import Question

ONE = answered()
GOOD = span(ONE)


def judged(root, *spans, one=ONE):
    made = {
        everyday.record: SimpleNamespace(exchanges=[one]),
        failing.record: SimpleNamespace(failed=[]),
        limited.record: SimpleNamespace(exchanges=[]),
    }
    rows = found(check, staged(root, made, spans=list(spans)))
    return [message.partition(": ")[2] for _, message in rows]


@pytest.mark.parametrize("count", [0, 2])
def test_any_other_count_of_spans_is_found(fresh, count):
    """None, or two."""
    assert judged(fresh, *[GOOD] * count) == [f"{count} SERVER spans"]


def test_internal_span_is_found(fresh):
    """Receiving and sending are no events."""
    inner = span(ONE, kind="INTERNAL", name="http send")
    assert judged(fresh, GOOD, inner) == ["a span of kind INTERNAL: http send"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("http.route", "/orders/42", "http.route is '/orders/42', not '/orders'"),
        ("http.response.status_code", 500, "http.response.status_code is 500, not 200"),
        ("url.scheme", None, "url.scheme is None, not 'http'"),
        ("http.status_code", 200, "http.status_code is a name of old"),
        ("error.type", "500", "error.type is set"),
    ],
)
def test_attribute_that_is_wrong_old_or_out_of_place_is_found(fresh, name, value, message):
    """Stable names, and the values of this request."""
    changed = span(ONE, attributes={**GOOD.attributes, name: value})
    assert judged(fresh, changed) == [message]


def test_failure_without_error_type_is_found(fresh):
    """It is how errors are told apart."""
    one = answered(503)
    assert judged(fresh, span(one), one=one) == ["error.type is missing"]


def test_name_with_a_path_is_found(fresh):
    """Names stay few; without a route it is the method alone."""
    one = answered(404, Question("GET", "/nowhere"))
    attributes = {k: v for k, v in span(one).attributes.items() if k != "http.route"}
    assert judged(fresh, span(one, name="GET", attributes=attributes), one=one) == []
    named = span(one, name="GET /nowhere", attributes=attributes)
    assert judged(fresh, named, one=one) == ["the span is called 'GET /nowhere', not 'GET'"]


def test_resource_of_nobody_is_found(fresh):
    """Service, version, environment."""
    resource = {**GOOD.resource, "service.name": "unknown_service"}
    message = "its resource says service.name 'unknown_service'"
    assert judged(fresh, span(ONE, resource=resource)) == [message]
