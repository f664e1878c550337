"""live-requests-are-counted: once, under route, method and status."""

from types import SimpleNamespace

import pytest
from staged import answered, found, scrape, staged

from scaffold.checks import live_requests_are_counted as check
from scaffold.live.recordings import everyday
from scaffold.live.service import Question

DUE = "{endpoint=/orders/{order_id}, method=GET, status=200}"


def messages(root, question, *rows):
    seen = SimpleNamespace(exchanges=[answered(200, question)], after=scrape(*rows))
    return [message for _, message in found(check, staged(root, {everyday.record: seen}))]


def series(endpoint, method, value):
    return f'http_requests_total{{endpoint="{endpoint}",method="{method}",status="200"}} {value}'


@pytest.mark.parametrize("value", [0, 2])
def test_request_that_is_not_counted_once_is_found(fresh, value):
    """Not at all, or twice."""
    row = series("/orders/{order_id}", "GET", value)
    message = f"{DUE} was sent 1 times, counted {value}"
    assert messages(fresh, Question("GET", "/orders/42"), row) == [message]


def test_raw_path_is_found(fresh):
    """It is a series for every order."""
    assert messages(fresh, Question("GET", "/orders/42"), series("/orders/42", "GET", 1)) == [
        "{endpoint=/orders/42, method=GET, status=200} was sent 0 times, counted 1",
        f"{DUE} was sent 1 times, counted 0",
    ]


def test_unknown_route_and_method_have_one_label_each(fresh):
    """Nothing of what a caller makes up is a label."""
    row = series("_unmatched", "_OTHER", 1)
    assert messages(fresh, Question("BREW", "/coffee"), row) == []


def test_gauge_that_stays_up_is_found(fresh):
    """A leak looks like load."""
    rows = (series("/orders", "GET", 1), "http_requests_in_flight 1")
    message = "http_requests_in_flight is 1 when all are answered"
    assert messages(fresh, Question("GET", "/orders"), *rows) == [message]
