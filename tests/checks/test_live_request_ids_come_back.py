"""live-request-ids-come-back: on every response, whatever its status."""

from types import SimpleNamespace

import pytest
from staged import answered, found, staged

from scaffold.checks import live_request_ids_come_back as check
from scaffold.live.recordings import everyday, failing, limited
from scaffold.live.service import Question

PLACE = "header: X-Request-ID"


def same(sent):
    return sent


def judged(root, *, statuses=check.STATUSES, echo=same, made=iter, probe=same):
    exchanges = []
    for status in sorted(statuses):
        question = Question("GET", "/orders", request_id="sent")
        headers = {"X-Request-ID": echo("sent")} if status == 500 else {"X-Request-ID": "sent"}
        exchanges.append(answered(status, question, headers=headers))
    ids = iter(made("abcde"))
    service = SimpleNamespace(
        send=lambda *_: answered(headers={"X-Request-ID": next(ids)}).answer,
        ask=lambda one: answered(200, one, headers={"X-Request-ID": probe(one.request_id)}),
    )
    recordings = {
        everyday.record: SimpleNamespace(exchanges=exchanges, service=service),
        failing.record: SimpleNamespace(failed=[]),
        limited.record: SimpleNamespace(exchanges=[]),
    }
    return found(check, staged(root, recordings))


@pytest.mark.parametrize("got", ["", "other", "sent, sent"])
def test_id_that_does_not_come_back_once_is_found(fresh, got):
    """Absent, changed, repeated."""
    message = f"GET /orders -> 500: X-Request-ID is {got!r}, 'sent' was sent"
    assert judged(fresh, echo=lambda _: got) == [(PLACE, message)]


def test_probe_that_drops_the_id_is_found(fresh):
    """Every response means every response."""
    messages = [message.partition(":")[0] for _, message in judged(fresh, probe=lambda _: "")]
    paths = ("/metrics", "/livez", "/readyz", "/startupz")
    assert messages == [f"GET {path} -> 200" for path in paths]


def test_status_that_nobody_saw_is_found(fresh):
    """What was not seen is not proven."""
    rows = judged(fresh, statuses=check.STATUSES - {413})
    assert rows == [(PLACE, "no request was answered with 413")]


@pytest.mark.parametrize(("ids", "shown"), [("aaaaa", ["a"]), (("", *"abcd"), ["", *"abcd"])])
def test_id_of_its_own_that_is_missing_or_used_twice_is_found(fresh, ids, shown):
    """Five requests, five IDs."""
    message = f"5 requests without X-Request-ID got {shown}"
    assert judged(fresh, made=lambda _: ids) == [(PLACE, message)]
