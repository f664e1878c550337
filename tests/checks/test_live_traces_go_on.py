"""live-traces-go-on: from the caller to the dependency."""

from types import SimpleNamespace

import pytest
from staged import answered, found, span, staged

from scaffold.checks import live_traces_go_on as check
from scaffold.live.downstream import Call
from scaffold.live.recordings import everyday, failing, limited
from scaffold.live.service import Order

ONE = answered(201)
TRACE = ONE.question.trace_id
PARENT = f"00-{TRACE}-{'c' * 16}-01"
CLIENT = span(
    ONE,
    kind="CLIENT",
    span_id="c" * 16,
    parent_id="a" * 16,
    attributes=dict.fromkeys(
        (
            "http.request.method",
            "server.address",
            "server.port",
            "url.full",
            "http.response.status_code",
        ),
        "",
    ),
)


def judged(root, *spans, traceparent=PARENT):
    order = Order(ONE, (Call("/stock/bolt", {"traceparent": traceparent}, 0),))
    made = {
        everyday.record: SimpleNamespace(exchanges=[ONE], orders=[order]),
        failing.record: SimpleNamespace(failed=[]),
        limited.record: SimpleNamespace(exchanges=[]),
    }
    rows = found(check, staged(root, made, spans=list(spans)))
    return [message.partition(": ")[2] for _, message in rows]


def test_trace_that_goes_on_passes(fresh):
    """Caller, SERVER span, CLIENT span, dependency."""
    assert judged(fresh, span(ONE), CLIENT) == []


def test_new_trace_is_found(fresh):
    """The caller's span must be the parent."""
    message = f"the span's parent is none, not the caller's {ONE.question.parent_id}"
    assert judged(fresh, span(ONE, parent_id=""), CLIENT) == [message]


@pytest.mark.parametrize("traceparent", ["none", PARENT.replace("c", "d")], ids=["none", "other"])
def test_other_traceparent_is_found(fresh, traceparent):
    """The dependency's parent is the CLIENT span."""
    message = f"the dependency received {traceparent}; spans say {PARENT}"
    assert judged(fresh, span(ONE), CLIENT, traceparent=traceparent) == [message]


def test_missing_client_span_is_found(fresh):
    """The time of the call is nowhere then."""
    message = f"the dependency received {PARENT}; spans say no CLIENT span"
    assert judged(fresh, span(ONE)) == [message]


def test_client_span_beside_the_server_span_is_found(fresh):
    """It belongs below it."""
    astray = span(ONE, kind="CLIENT", span_id="c" * 16, attributes=CLIENT.attributes)
    assert judged(fresh, span(ONE), astray) == ["a CLIENT span is no child of the SERVER span"]


def test_client_span_without_an_attribute_is_found(fresh):
    """Each that the contract requires."""
    fewer = {name: "" for name in CLIENT.attributes if name != "server.port"}
    bare = span(ONE, kind="CLIENT", span_id="c" * 16, parent_id="a" * 16, attributes=fewer)
    assert judged(fresh, span(ONE), bare) == ["a CLIENT span has no server.port"]
