"""The request ID: vectors shared by all languages, on every response and every call."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from harness import Harness

from service.request_id import accept_request_id

VECTORS = "request_id.json"


def test_request_id_follows_the_vectors(vector: dict[str, Any]) -> None:
    """A sane ID is kept, any other is replaced by a UUID."""
    kept = accept_request_id(vector["offered"])
    if vector["accepted"]:
        assert kept == vector["offered"]
    else:
        assert str(uuid.UUID(kept)) == kept


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/orders", 200),
        ("GET", "/orders/none", 404),
        ("GET", "/nowhere", 404),
        ("PATCH", "/orders", 405),
        ("POST", "/orders", 422),
        ("GET", "/livez", 200),
        ("GET", "/metrics", 200),
        ("POST", "/metrics", 405),
    ],
)
async def test_every_response_carries_the_id(
    service: Harness, method: str, path: str, status: int
) -> None:
    """Whatever the status, the caller's ID comes back, once, also within a problem."""
    response = await service.http.request(method, path, headers={"X-Request-ID": "caller-1"})
    assert response.status_code == status
    assert response.headers.get_list("X-Request-ID") == ["caller-1"]
    if status >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["request_id"] == "caller-1"


async def test_refusals_of_the_outer_layers_carry_the_id(build: Callable[..., Harness]) -> None:
    """413, 429, 500 and 503 are answered with an ID too."""
    header = {"X-Request-ID": "caller-1"}
    service = build(max_body_bytes=10, rate_limit_burst=3, rate_limit_per_second=0.001)
    large = await service.http.post("/orders", content=b"x" * 11, headers=header)
    service.set_flag("fault.error_ratio", 1)
    failed = await build(flags={"fault.error_ratio": 1}).http.get("/orders", headers=header)
    for _ in range(2):
        await service.http.get("/orders")
    limited = await service.http.get("/orders", headers=header)
    late_service = build(flags={"fault.latency_ms": 1000}, request_timeout_seconds=0.02)
    late = await late_service.http.get("/orders", headers=header)
    responses = [large, limited, failed, late]
    assert [response.status_code for response in responses] == [413, 429, 500, 503]
    assert {response.headers["X-Request-ID"] for response in responses} == {"caller-1"}


async def test_each_request_has_its_own_id(service: Harness) -> None:
    """Without an ID of the caller's, every response has a new one."""
    responses = [await service.http.get("/orders") for _ in range(20)]
    assert len({response.headers["X-Request-ID"] for response in responses}) == 20


async def test_the_id_goes_on_to_the_dependency(build: Callable[..., Harness]) -> None:
    """What the caller sent is what the dependency gets, on each attempt."""
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["X-Request-ID"])
        return httpx2.Response(503)

    service = build(answer)
    await service.http.post(
        "/orders", json={"sku": "bolt", "quantity": 1}, headers={"X-Request-ID": "caller-1"}
    )
    assert seen == ["caller-1"] * 3
