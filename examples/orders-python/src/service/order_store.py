"""Where orders are kept: in memory, a stand-in for a database."""

import uuid
from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import islice

CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class Order:
    """What a customer wants."""

    order_id: str
    sku: str
    quantity: int
    express: bool


class OrderStore:
    """Keeps the newest orders and forgets the oldest when it is full."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._orders: OrderedDict[str, Order] = OrderedDict()
        self._capacity = capacity

    def add(self, sku: str, quantity: int, *, express: bool) -> Order:
        """Keep a new order under a new ID."""
        order = Order(str(uuid.uuid4()), sku, quantity, express)
        self._orders[order.order_id] = order
        if len(self._orders) > self._capacity:
            self._orders.popitem(last=False)
        return order

    def find(self, order_id: str) -> Order | None:
        """Return an order, None if there is none of that ID."""
        return self._orders.get(order_id)

    def newest(self, count: int) -> list[Order]:
        """Return up to `count` orders, the newest first."""
        return list(islice(reversed(self._orders.values()), count))

    def change_quantity(self, order: Order, quantity: int) -> Order:
        """Keep the order with another quantity."""
        changed = replace(order, quantity=quantity)
        self._orders[order.order_id] = changed
        return changed

    def cancel(self, order: Order) -> None:
        """Forget the order."""
        self._orders.pop(order.order_id, None)
