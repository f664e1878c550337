"""Traces: one SERVER span a request under stable names, continued to and from others."""

from collections.abc import Callable

import httpx2
import pytest
from harness import Harness, send_raw
from opentelemetry.trace import StatusCode
from process import Process

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE_ID}-b7ad6b7169203331-01"


async def test_one_server_span_a_request(service: Harness) -> None:
    """Named by method and route, with the attributes of the stable conventions."""
    await service.http.get("/orders/42?token=abc", headers={"X-Request-ID": "caller-1"})
    (span,) = service.spans()
    assert service.spans("INTERNAL") == []
    assert span.name == "GET /orders/{order_id}"
    attributes = dict(span.attributes or {})
    expected = {
        "http.request.method": "GET",
        "http.route": "/orders/{order_id}",
        "http.response.status_code": 404,
        "url.path": "/orders/42",
        "url.scheme": "http",
        "url.query": "token=[redacted]",
        "request_id": "caller-1",
    }
    assert expected.items() <= attributes.items()
    assert not {"http.method", "http.status_code", "http.target", "http.url"} & attributes.keys()
    assert span.status.status_code is StatusCode.UNSET


async def test_resource_names_the_service(service: Harness) -> None:
    """A span says which service, version and environment it comes from."""
    await service.http.get("/orders")
    resource = service.spans()[0].resource.attributes
    assert resource["service.name"] == service.lines()[0]["service"]
    assert resource["service.version"] == "0.0.0"
    assert resource["deployment.environment.name"] == "development"


async def test_unmatched_path_is_no_span_name(service: Harness) -> None:
    """Names stay few: a path that nobody knows is not one."""
    await service.http.get("/wp-admin/setup.php")
    (span,) = service.spans()
    assert span.name == "GET"
    assert "http.route" not in (span.attributes or {})


async def test_unhandled_exception_marks_the_span(
    service: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status, error type and the exception itself."""
    monkeypatch.setattr("service.order_store.OrderStore.newest", lambda *_: 1 / 0)
    await service.http.get("/orders")
    (span,) = service.spans()
    attributes = dict(span.attributes or {})
    assert span.status.status_code is StatusCode.ERROR
    assert attributes["http.response.status_code"] == 500
    assert attributes["error.type"] == "500"
    assert [event.name for event in span.events] == ["exception"]


async def test_refused_request_has_a_span(build: Callable[..., Harness]) -> None:
    """Also what never reaches a route is seen in traces."""
    service = build(rate_limit_per_second=0.001, rate_limit_burst=1)
    for _ in range(2):
        await service.http.get("/orders")
    statuses = [(s.attributes or {})["http.response.status_code"] for s in service.spans()]
    assert statuses == [200, 429]


async def test_trace_is_continued_to_the_dependency(build: Callable[..., Harness]) -> None:
    """From the caller's `traceparent` over our spans to the one the dependency gets."""
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["traceparent"])
        return httpx2.Response(200, json={"sku": "bolt", "available": True})

    service = build(answer)
    body = {"sku": "bolt", "quantity": 1}
    await service.http.post("/orders", json=body, headers={"traceparent": PARENT})
    (server,), (client,) = service.spans("SERVER"), service.spans("CLIENT")
    assert server.context is not None
    assert client.context is not None
    assert client.parent is not None
    assert f"{server.context.trace_id:032x}" == TRACE_ID
    assert client.parent.span_id == server.context.span_id
    assert seen == [f"00-{TRACE_ID}-{client.context.span_id:016x}-01"]


async def test_client_span_has_the_stable_names(build: Callable[..., Harness]) -> None:
    """Method, address, URL, status, and who was called."""
    service = build(lambda _: httpx2.Response(500))
    await service.order()
    (span,) = service.spans("CLIENT")
    attributes = dict(span.attributes or {})
    expected = {
        "http.request.method": "GET",
        "http.response.status_code": 500,
        "server.address": "inventory.test",
        "url.full": "http://inventory.test:8080/stock/bolt",
        "error.type": "500",
        "peer.service": "inventory",
    }
    assert span.name == "GET"
    assert expected.items() <= attributes.items()


@pytest.mark.parametrize("parent", ["", "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
async def test_broken_traceparent_begins_a_new_trace(service: Harness, parent: str) -> None:
    """What a caller sends cannot break the request."""
    sent = await send_raw(
        service, "GET", "/orders", {"traceparent": parent}, {"type": "http.request"}
    )
    assert sent[0]["status"] == 200
    (span,) = service.spans()
    assert span.parent is None


def test_two_services_share_one_trace(start: Callable[..., Process]) -> None:
    """Over the network too: both log the same trace and request, under spans of their own."""
    inventory = start(DRAIN_DELAY_SECONDS="0")
    orders = start(DRAIN_DELAY_SECONDS="0", DEPENDENCIES=f"inventory={inventory.url}")
    for process in (inventory, orders):
        process.wait_until_ready()
    body = {"sku": "bolt", "quantity": 1}
    headers = {"X-Request-ID": "caller-1", "traceparent": PARENT}
    response = httpx2.post(f"{orders.url}/orders", json=body, headers=headers)
    assert response.status_code == 201
    for process in (orders, inventory):
        process.terminate()
        assert process.wait() == 0
    (asked,), (ordered,) = (
        [line for line in process.lines() if "endpoint" in line] for process in (inventory, orders)
    )
    assert (asked["endpoint"], ordered["endpoint"]) == ("/stock/{sku}", "/orders")
    assert asked["request_id"] == ordered["request_id"] == "caller-1"
    assert asked["trace_id"] == ordered["trace_id"] == TRACE_ID
    assert asked["span_id"] != ordered["span_id"]
