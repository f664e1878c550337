"""live-series-start-at-zero: no rate misses its first event."""

from types import SimpleNamespace

import pytest
from staged import found, scrape, staged

from scaffold.checks import live_series_start_at_zero as check
from scaffold.live.recordings import everyday

CONTRACT = """http:
  routes:
    - { method: GET, endpoint: /orders, statuses: [200] }
metrics:
  - { name: state, type: gauge, labels: [state], values: { state: [open] } }
"""
LABELS = '{method="GET",endpoint="/orders",status="200"}'
COUNTER, COUNT = f"http_requests_total{LABELS}", f"http_request_duration_seconds_count{LABELS}"
SHOWN = "{endpoint=/orders, method=GET, status=200}"
STATE = 'state{state="open"} 1'


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((f"{COUNT} 0", STATE), f"http_requests_total{SHOWN} is absent before the first request"),
        (
            (f"{COUNTER} 0", STATE),
            f"http_request_duration_seconds_count{SHOWN} is absent before the first request",
        ),
        (
            (f"{COUNTER} 1", f"{COUNT} 0", STATE),
            f"http_requests_total{SHOWN} is 1 before the first request",
        ),
        ((f"{COUNTER} 0", f"{COUNT} 0"), "state{state=open} is absent before the first request"),
    ],
)
def test_series_that_is_absent_or_not_zero_is_found(broken, rows, message):
    """Of a route, or of a listed label value."""
    (broken / "observability/contract.yaml").write_text(CONTRACT)
    seen = SimpleNamespace(at_start=scrape(*rows))
    assert [text for _, text in found(check, staged(broken, {everyday.record: seen}))] == [message]
