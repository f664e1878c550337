"""live-readiness-follows-dependencies: unready, not dead."""

import pytest
from staged import found, staged

from scaffold.checks import live_readiness_follows_dependencies as check
from scaffold.live.recordings import critical
from scaffold.live.recordings.critical import Critical, Moment

UP, BACK = Moment("while it is up", 200, 200, 1), Moment("when it is back", 200, 200, 1)


@pytest.mark.parametrize(
    ("moment", "row"),
    [
        (
            (200, 200, 1),
            ("readiness: /readyz", "while it is down, the readiness probe says 200, not 503"),
        ),
        ((503, 503, 0), ("liveness: /livez", "while it is down, the liveness probe says 503")),
        (
            (503, 200, 1),
            (
                "readiness: /readyz",
                "while it is down, the readiness probe says 503 and service_ready is 1",
            ),
        ),
    ],
)
def test_wrong_state_while_it_is_down_is_found(fresh, moment, row):
    """Readiness that stays, liveness that goes, a metric that lies."""
    seen = Critical((UP, Moment("while it is down", *moment), BACK))
    assert found(check, staged(fresh, {critical.record: seen})) == [row]


def test_readiness_that_does_not_come_back_is_found(fresh):
    """Nobody would restart it."""
    down = Moment("while it is down", 503, 200, 0)
    seen = Critical((UP, down, Moment("when it is back", 503, 200, 0)))
    message = "when it is back, the readiness probe says 503, not 200"
    repo = staged(fresh, {critical.record: seen})
    assert found(check, repo) == [("readiness: /readyz", message)]
