"""live-faults-spare-production: rehearsals cause no outage."""

from types import SimpleNamespace

import pytest
from staged import answered, found, line, staged

from scaffold.checks import live_faults_spare_production as check
from scaffold.live.recordings import production
from scaffold.live.recordings.production import Production

FLAGS = "flags/flags.json"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exchange": answered(500)}, "with faults asked for: GET /orders -> 500 after 0.0 s"),
        (
            {"exchange": answered(seconds=3)},
            "with faults asked for: GET /orders -> 200 after 3.0 s",
        ),
        ({"ready": 503}, "with fault.not_ready: ready is 503"),
        (
            {"express": answered(201, body=b'{"express": false}')},
            "express-orders is on: no order is express",
        ),
        ({"service": SimpleNamespace(lines=list)}, "no ERROR line tells that faults are refused"),
    ],
)
def test_fault_in_production_is_found(fresh, changes, message):
    """An error, a delay, unreadiness; and silence, and flags that are all off."""
    good = {
        "service": SimpleNamespace(lines=lambda: [line(level="ERROR")]),
        "exchange": answered(),
        "ready": 200,
        "express": answered(201, body=b'{"express": true}'),
    }
    repo = staged(fresh, {production.record: Production(**{**good, **changes})})
    assert found(check, repo) == [(FLAGS, f"in production, {message}")]
