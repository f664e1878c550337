"""live-request-ids-go-on: with every call to the dependency."""

from types import SimpleNamespace

import pytest
from staged import answered, found, staged

from scaffold.checks import live_request_ids_go_on as check
from scaffold.live.downstream import Call
from scaffold.live.recordings import everyday, retries
from scaffold.live.service import Order, Question

PLACE = "header: X-Request-ID"


def judged(root, *received):
    calls = tuple(Call("/", {"x-request-id": one} if one else {}, 0) for one in received)
    order = Order(answered(201, Question("POST", "/orders", request_id="sent")), calls)
    made = {
        everyday.record: SimpleNamespace(orders=[order]),
        retries.record: SimpleNamespace(recovered=[]),
    }
    return found(check, staged(root, made))


@pytest.mark.parametrize("second", [None, "other"])
def test_attempt_without_the_id_is_found(fresh, second):
    """Also where the first one has it."""
    message = f"POST /orders -> 201: call 2 carries X-Request-ID {second!r}, not 'sent'"
    assert judged(fresh, "sent", second) == [(PLACE, message)]


def test_no_call_at_all_is_found(fresh):
    """It would prove nothing."""
    assert judged(fresh) == [(PLACE, "no order reached the dependency")]
