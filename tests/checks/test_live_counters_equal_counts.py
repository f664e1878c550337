"""live-counters-equal-counts: one truth for availability and latency."""

from types import SimpleNamespace

import pytest
from staged import found, scrape, staged

from scaffold.checks import live_counters_equal_counts as check
from scaffold.live.recordings import everyday, failing, flood, limited

PLACE = "- name: http_requests_total"
GOOD = (
    'http_requests_total{status="200"} 2',
    'http_request_duration_seconds_count{status="200"} 2',
)


def recordings(*rows):
    same = {"after": scrape(*GOOD), "after_abort": scrape(*GOOD)}
    made = {each.record: SimpleNamespace(**same) for each in (everyday, failing, flood, limited)}
    return {**made, everyday.record: SimpleNamespace(after=scrape(*rows))}


@pytest.mark.parametrize(
    ("rows", "counter", "count"),
    [
        ((GOOD[0],), "2", "absent"),
        ((GOOD[1],), "absent", "2"),
        ((GOOD[0], GOOD[1].replace("} 2", "} 3")), "2", "3"),
    ],
)
def test_difference_is_found(fresh, rows, counter, count):
    """A series in one of them only, or with another value."""
    said = f"http_requests_total is {counter}, http_request_duration_seconds_count is {count}"
    expected = [(PLACE, f"{{status=200}}: {said}")]
    assert found(check, staged(fresh, recordings(*rows))) == expected


def test_counter_that_counts_nothing_is_found(fresh):
    """Equal and empty is not equal."""
    empty = SimpleNamespace(after=scrape(), after_abort=scrape())
    made = {each.record: empty for each in (everyday, failing, flood, limited)}
    assert found(check, staged(fresh, made)) == [(PLACE, "http_requests_total counts nothing")]
