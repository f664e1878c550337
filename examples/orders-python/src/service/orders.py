"""The HTTP interface of orders: create, list, read, change, cancel."""

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from service.flags import Flags
from service.order_store import Order, OrderStore
from service.problems import ProblemError
from service.stock import Stock

EXPRESS_ORDERS = "express-orders"
PAGE_LENGTH = 100

Quantity = Annotated[int, Field(strict=True, ge=1, le=1000)]
Sku = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]

log = structlog.stdlib.get_logger(__name__)


class NewOrder(BaseModel):
    """The body of `POST /orders`."""

    model_config = ConfigDict(extra="forbid")
    sku: Sku
    quantity: Quantity


class Change(BaseModel):
    """The body of `PUT /orders/{order_id}`."""

    model_config = ConfigDict(extra="forbid")
    quantity: Quantity


def order_routes(store: OrderStore, stock: Stock, flags: Flags) -> APIRouter:
    """Build the routes under `/orders`."""
    router = APIRouter()
    not_found: dict[int | str, dict[str, Any]] = {404: {}}
    with_body: dict[int | str, dict[str, Any]] = {413: {}, 422: {}}

    @router.post("/orders", status_code=201, responses=with_body | {409: {}})
    async def create_order(wanted: NewOrder, response: Response) -> Order:
        if not await stock.is_available(wanted.sku):
            raise ProblemError(409, f"{wanted.sku} is not available.")
        order = store.add(wanted.sku, wanted.quantity, express=flags.is_on(EXPRESS_ORDERS))
        response.headers["Location"] = f"/orders/{order.order_id}"
        log.info("order created", order_id=order.order_id, sku=order.sku, quantity=order.quantity)
        return order

    @router.get("/orders")
    async def list_orders() -> list[Order]:
        return store.newest(PAGE_LENGTH)

    @router.get("/orders/{order_id}", responses=not_found)
    async def read_order(order_id: str) -> Order:
        return _find(store, order_id)

    @router.put("/orders/{order_id}", responses=not_found | with_body)
    async def change_order(order_id: str, change: Change) -> Order:
        order = store.change_quantity(_find(store, order_id), change.quantity)
        log.info("order changed", order_id=order_id, quantity=order.quantity)
        return order

    @router.delete("/orders/{order_id}", status_code=204, responses=not_found)
    async def cancel_order(order_id: str) -> None:
        store.cancel(_find(store, order_id))
        log.info("order cancelled", order_id=order_id)

    return router


def _find(store: OrderStore, order_id: str) -> Order:
    order = store.find(order_id)
    if order is None:
        raise ProblemError(404, "There is no such order.")
    return order
