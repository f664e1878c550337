"""The peer: orders on FastAPI and uvicorn, with nothing around them."""

import os
import uuid
from dataclasses import dataclass
from itertools import islice

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Order:
    """As the layered service answers it."""

    order_id: str
    sku: str
    quantity: int
    express: bool


class NewOrder(BaseModel):
    """The body of `POST /orders`."""

    sku: str
    quantity: int


orders: dict[str, Order] = {}
api = FastAPI(openapi_url=None)


@api.post("/orders", status_code=201)
async def create_order(wanted: NewOrder) -> Order:
    """Keep an order."""
    order = Order(str(uuid.uuid4()), wanted.sku, wanted.quantity, express=False)
    orders[order.order_id] = order
    return order


@api.get("/orders")
async def list_orders() -> list[Order]:
    """Return the newest."""
    return list(islice(reversed(orders.values()), 100))


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(api, port=port, access_log=False, log_config=None, server_header=False, ws="none")
