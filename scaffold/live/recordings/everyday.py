"""A service with everything in order, and one answer of each kind that it gives."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.live.bench import Bench
from scaffold.live.downstream import always, in_stock
from scaffold.live.exposition import Exposition
from scaffold.live.service import Exchange, Order, Question, Service

MAX_BODY_BYTES = 2000


@dataclass(frozen=True)
class Everyday:
    """What was seen.

    Attributes:
        service: still running; more may be asked of it.
        at_start: the first scrape, before any request.
        orders: those that called the dependency.
        others: requests of all other kinds with their answers.
        after: a scrape after all of them.
    """

    service: Service
    at_start: Exposition
    orders: tuple[Order, ...]
    others: tuple[Exchange, ...]
    after: Exposition

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All of them."""
        return (*(order.exchange for order in self.orders), *self.others)


def record(bench: Bench) -> Everyday:
    """Start the service and ask it everything once."""
    service = bench.start(MAX_BODY_BYTES=str(MAX_BODY_BYTES))
    at_start = service.scrape()
    orders = tuple(_order(service))
    created = orders[0].exchange.answer.document.get("order_id", "none")
    others = tuple(service.ask(question) for question in _questions(f"/orders/{created}"))
    bench.settle((*(order.exchange for order in orders), *others))
    return Everyday(service, at_start, orders, others, service.scrape())


def _order(service: Service) -> Iterator[Order]:
    for behaviour in (in_stock, always(404), always(500)):
        service.downstream.behave(behaviour)
        yield service.order()
    service.downstream.behave(in_stock)


def _questions(order: str) -> tuple[Question, ...]:
    change = json.dumps({"quantity": 2}).encode()
    return (
        Question("GET", "/orders"),
        Question("GET", order),
        Question("PUT", order, change),
        Question("DELETE", order),
        Question("GET", order),
        Question("PUT", order, b'{"quantity": 0}'),
        Question("GET", "/stock/bolt"),
        Question("GET", "/nowhere/at/all"),
        Question("PATCH", "/orders"),
        Question("POST", "/orders", b"{"),
        Question("POST", "/orders", b"x" * (MAX_BODY_BYTES + 1)),
    )
