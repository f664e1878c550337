"""A service whose dependency fails now and then, and how often it asks again."""

from dataclasses import dataclass

from scaffold.live.bench import Bench
from scaffold.live.downstream import Behaviour, always, first, in_stock, slow
from scaffold.live.exposition import Exposition
from scaffold.live.service import Order, Service

ROUNDS = 14
RETRY_AFTER_SECONDS = 1
TOO_LONG_SECONDS = 60
ATTEMPT_SECONDS, DEADLINE_SECONDS = 2.0, 2.3


@dataclass(frozen=True)
class Retries:
    """What was seen.

    Attributes:
        recovered: orders whose first call failed with 503.
        by_status: orders whose every call was answered with that status.
        asked_to_wait: the first call was answered with ``Retry-After``.
        asked_too_much: each was, beyond the deadline.
        hanging: no call is answered in time.
        after: a scrape after all of them.
    """

    recovered: tuple[Order, ...]
    by_status: dict[int, Order]
    asked_to_wait: Order
    asked_too_much: Order
    hanging: Order
    after: Exposition


def record(bench: Bench) -> Retries:
    """Fail in every way; a success in between keeps the circuit breaker closed."""
    service = bench.start(
        CLIENT_TIMEOUT_SECONDS=str(ATTEMPT_SECONDS), CLIENT_DEADLINE_SECONDS=str(DEADLINE_SECONDS)
    )
    retry_after = "Retry-After"
    return Retries(
        recovered=tuple(_order(service, first(503)) for _ in range(ROUNDS)),
        by_status={
            status: _order(service, always(status)) for status in (404, 500, 429, 502, 503, 504)
        },
        asked_to_wait=_order(service, first(503, (retry_after, str(RETRY_AFTER_SECONDS)))),
        asked_too_much=_order(service, always(503, (retry_after, str(TOO_LONG_SECONDS)))),
        hanging=_order(service, slow(ATTEMPT_SECONDS * 2)),
        after=service.scrape(),
    )


def _order(service: Service, behaviour: Behaviour) -> Order:
    service.downstream.behave(behaviour)
    order = service.order()
    service.downstream.behave(in_stock)
    service.order()
    return order
