"""Answers with every status that a service gives, from several recordings."""

from scaffold.live.bench import Bench
from scaffold.live.recordings import everyday, failing, limited
from scaffold.live.service import Exchange


def exchanges(bench: Bench) -> tuple[Exchange, ...]:
    """All of them; waits for the recordings."""
    return (
        *bench.get(everyday.record).exchanges,
        *bench.get(failing.record).failed,
        *bench.get(limited.record).exchanges,
    )
