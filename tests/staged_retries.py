"""Recordings of retries made by hand: all is well, but for what a test changes."""

from dataclasses import replace

from staged import answered, scrape

from scaffold.live.downstream import Call
from scaffold.live.recordings.retries import Retries
from scaffold.live.service import Order

OUTCOMES = ("success", "retry", "exhausted")


def order(*moments: float, seconds: float = 0.1) -> Order:
    """One whose calls arrived then."""
    return Order(answered(seconds=seconds), tuple(Call("/", {}, moment) for moment in moments))


def retries(**changes) -> Retries:
    """What a service that keeps the contract does."""
    good = Retries(
        recovered=(order(0, 0.01), order(0, 0.05), order(0, 0.09)),
        by_status={404: order(0), 500: order(0), 503: order(0, 0.1, 0.2)},
        asked_to_wait=order(0, 1.01),
        asked_too_much=order(0),
        hanging=order(0, 2, seconds=2.3),
        after=counted(*OUTCOMES),
    )
    return replace(good, **changes)


def counted(*outcomes: str):
    """A scrape in which these outcomes were counted."""
    return scrape(*(f'retry_attempts_total{{outcome="{outcome}"}} 1' for outcome in outcomes))
