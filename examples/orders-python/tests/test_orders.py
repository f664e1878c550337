"""Orders: what callers can do with them, and how they are told what is wrong."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from harness import Harness

from service.order_store import OrderStore


def stock(**available: bool) -> Callable[[httpx2.Request], httpx2.Response]:
    """Return a dependency that knows these articles."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        sku = request.url.path.removeprefix("/stock/")
        if sku not in available:
            return httpx2.Response(404)
        return httpx2.Response(200, json={"sku": sku, "available": available[sku]})

    return answer


async def test_order_lives_from_creation_to_cancellation(service: Harness) -> None:
    """Create, read, change, list, cancel; then it is gone."""
    created = await service.order("bolt", 2)
    address = created.headers["Location"]
    order = created.json()
    assert created.status_code == 201
    assert address == f"/orders/{order['order_id']}"
    assert (order["sku"], order["quantity"]) == ("bolt", 2)

    assert (await service.http.get(address)).json() == order
    changed = await service.http.put(address, json={"quantity": 5})
    assert changed.json() == {**order, "quantity": 5}
    assert (await service.http.get("/orders")).json() == [changed.json()]

    cancelled = await service.http.delete(address)
    assert (cancelled.status_code, cancelled.content) == (204, b"")
    assert (await service.http.get(address)).status_code == 404
    assert (await service.http.delete(address)).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sku": "bolt"},
        {"sku": "", "quantity": 1},
        {"sku": "a b", "quantity": 1},
        {"sku": "../x", "quantity": 1},
        {"sku": "s" * 65, "quantity": 1},
        {"sku": "bolt\n", "quantity": 1},
        {"sku": "bolt", "quantity": 0},
        {"sku": "bolt", "quantity": 1001},
        {"sku": "bolt", "quantity": 1.5},
        {"sku": "bolt", "quantity": "1"},
        {"sku": "bolt", "quantity": True},
        {"sku": "bolt", "quantity": 1, "password": "hunter2"},
        [],
        None,
    ],
)
async def test_invalid_order_is_refused(service: Harness, body: Any) -> None:
    """422 says where and why, and does not repeat what was sent."""
    response = await service.http.post("/orders", json=body)
    assert response.status_code == 422
    assert response.json()["errors"]
    assert "hunter2" not in response.text
    assert (await service.http.get("/orders")).json() == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
async def test_malformed_body_is_refused(service: Harness, content: bytes) -> None:
    """What is no JSON is the caller's mistake, never ours."""
    headers = {"Content-Type": "application/json"}
    response = await service.http.post("/orders", content=content, headers=headers)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


async def test_article_that_is_not_available(build: Callable[..., Harness]) -> None:
    """409, whether it is sold out or not known at all."""
    service = build(stock(bolt=True, nut=False))
    statuses = [(await service.order(sku)).status_code for sku in ("bolt", "nut", "gear")]
    assert statuses == [201, 409, 409]


async def test_sold_out_article_without_dependencies(service: Harness) -> None:
    """The stand-in in memory knows both answers."""
    assert (await service.order("sold-out")).status_code == 409
    assert (await service.order("bolt")).status_code == 201


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(500),
        httpx2.Response(403),
        httpx2.Response(302, headers={"Location": "/elsewhere"}),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json={"available": "perhaps"}),
    ],
    ids=["failed", "forbidden", "redirect", "page", "nonsense"],
)
async def test_dependency_without_a_useful_answer(
    build: Callable[..., Harness], answer: httpx2.Response
) -> None:
    """503 with Retry-After; nothing of the dependency's own words reaches the caller."""
    service = build(lambda _: answer)
    response = await service.order()
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) >= 1
    assert "inventory" not in response.text


async def test_stock_is_known_in_memory(service: Harness) -> None:
    """Every service answers for the stock, so that services can be chained."""
    bolt = await service.http.get("/stock/bolt")
    sold_out = await service.http.get("/stock/sold-out")
    assert bolt.json() == {"sku": "bolt", "available": True}
    assert sold_out.json() == {"sku": "sold-out", "available": False}


async def test_stock_is_asked_along_a_chain(build: Callable[..., Harness]) -> None:
    """With CHAIN_STOCK the answer is the dependency's."""
    chained = build(stock(bolt=False), chain_stock=True)
    alone = build(stock(bolt=False))
    assert (await chained.http.get("/stock/bolt")).json()["available"] is False
    assert (await alone.http.get("/stock/bolt")).json()["available"] is True


def test_full_store_forgets_the_oldest() -> None:
    """Memory is bounded, whatever the load."""
    store = OrderStore(capacity=3)
    orders = [store.add("bolt", number, express=False) for number in range(1, 6)]
    assert store.newest(10) == [orders[4], orders[3], orders[2]]
    assert store.find(orders[0].order_id) is None
