"""live-rate-limit-turns-away: the burst is served, the rest is told when to come back."""

import pytest
from staged import answered, found, scrape, staged

from scaffold.checks import live_rate_limit_turns_away as check
from scaffold.live.recordings import limited
from scaffold.live.recordings.limited import Limited

PLACE = "rate_limit:"


def judged(root, *, served=5, retry_after="5", probes=(("/livez", 200),), counted=(5, 7)):
    exchanges = tuple(
        answered(200) if number < served else answered(429, headers={"Retry-After": retry_after})
        for number in range(12)
    )
    rows = zip(("allowed", "rejected"), counted, strict=True)
    after = scrape(*(f'rate_limit_decisions_total{{decision="{d}"}} {n}' for d, n in rows))
    return found(check, staged(root, {limited.record: Limited(exchanges, probes, after)}))


def test_burst_that_is_exceeded_or_cut_is_found(fresh):
    """One more, one fewer."""
    for served in (4, 6):
        ((place, message),) = judged(fresh, served=served)
        assert place == PLACE
        assert message.startswith("burst 5: requests are answered with [200, 200, 200, 200")


@pytest.mark.parametrize("told", ["", "soon", "0", "6", "0.5"])
def test_retry_after_that_misleads_is_found(fresh, told):
    """Absent, no whole seconds, too early, too late."""
    message = f"GET /orders -> 429: Retry-After is {told!r}, 1 to 5 are due"
    assert judged(fresh, retry_after=told) == [(PLACE, message)]


def test_probe_that_is_turned_away_is_found(fresh):
    """The kubelet would kill the pod."""
    message = "beyond the limit, /livez is answered with 429"
    place = "exempt: [/livez, /readyz, /startupz, /metrics]"
    assert judged(fresh, probes=(("/livez", 429), ("/livez", 200))) == [(place, message)]


def test_decision_that_is_not_counted_is_found(fresh):
    """Probes are no decisions."""
    message = "rate_limit_decisions_total{decision=allowed} is 45, not 5"
    assert judged(fresh, counted=(45, 7)) == [(PLACE, message)]
