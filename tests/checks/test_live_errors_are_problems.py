"""live-errors-are-problems: one shape for all errors."""

import json
from types import SimpleNamespace

import pytest
from staged import answered, found, staged

from scaffold.checks import live_errors_are_problems as check
from scaffold.live.recordings import everyday, failing, limited
from scaffold.live.service import Question

PROBLEM = "application/problem+json"


def judged(root, status, document, headers):
    question = Question("GET", "/orders", request_id="sent")
    one = answered(status, question, headers=headers, body=json.dumps(document).encode())
    made = {
        everyday.record: SimpleNamespace(exchanges=[one]),
        failing.record: SimpleNamespace(failed=[]),
        limited.record: SimpleNamespace(exchanges=[]),
    }
    return [message.partition(": ")[2] for _, message in found(check, staged(root, made))]


@pytest.mark.parametrize(
    ("status", "document", "content_type", "message"),
    [
        (404, {}, "text/plain", f"it is text/plain, not {PROBLEM}"),
        (404, {}, "", f"it is of no type, not {PROBLEM}"),
        (404, {"status": 400, "request_id": "sent"}, PROBLEM, "status is 400, not 404"),
        (404, {"status": 404}, PROBLEM, "request_id is None, not 'sent'"),
        (405, {"status": 405, "request_id": "sent"}, PROBLEM, "Allow is missing"),
        (429, {"status": 429, "request_id": "sent"}, PROBLEM, "Retry-After is missing"),
        (503, {"status": 503, "request_id": "sent"}, PROBLEM, "Retry-After is missing"),
    ],
)
def test_error_of_another_shape_is_found(fresh, status, document, content_type, message):
    """Type, status, ID, and what the status asks for."""
    assert judged(fresh, status, document, {"Content-Type": content_type}) == [message]


def test_success_is_not_judged(fresh):
    """Nor is a problem with a character set."""
    assert judged(fresh, 200, {}, {}) == []
    headers = {"Content-Type": f"{PROBLEM}; charset=utf-8"}
    assert judged(fresh, 404, {"status": 404, "request_id": "sent"}, headers) == []
