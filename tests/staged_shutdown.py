"""A recording of a shutdown made by hand: all is well, but for what a test changes."""

from scaffold.live.recordings.shutdown import Shutdown


def shutdown(**changes) -> Shutdown:
    """What a service that keeps the contract does."""
    good = {
        "answered": 100,
        "lost": (),
        "not_ready_after": 0.01,
        "live_meanwhile": frozenset({200}),
        "served_meanwhile": 50,
        "code": 0,
        "seconds": 3.2,
        "traces": frozenset({"1", "2"}),
        "exported": frozenset({"1", "2", "3"}),
    }
    return Shutdown(**{**good, **changes})
