"""The circuit breaker: vectors shared by all languages, and its metrics in a running service."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from harness import INVENTORY, Harness

from service.breaker import CircuitBreaker, CircuitOpenError, Permit
from service.client import DependencyClient
from service.metrics import Metrics
from service.retry import RetryPolicy
from service.settings import Settings

VECTORS = "circuit_breaker.json"


def test_circuit_breaker_follows_the_vectors(vector: dict[str, Any]) -> None:
    """A breaker that is driven through the steps is in the expected state after each."""
    now = 0.0
    breaker = CircuitBreaker("inventory", clock=lambda: now)
    begun: dict[str, Permit] = {}
    for step in vector["steps"]:
        now = float(step["at"])
        for _ in range(step.get("repeat", 1)):
            take_step(breaker, step, begun)
        assert breaker.state == step["state"], step


def take_step(breaker: CircuitBreaker, step: dict[str, Any], begun: dict[str, Permit]) -> None:
    """Make the call of a step, or hand in the result of one that began before."""
    if step.get("call") == "rejected":
        with pytest.raises(CircuitOpenError):
            breaker.acquire()
        return
    permit = begun.pop(step["end"]) if "end" in step else breaker.acquire()
    if "begin" in step:
        begun[step["begin"]] = permit
        return
    report = {
        "success": breaker.succeeded,
        "failure": breaker.failed,
        "abandoned": breaker.abandoned,
    }
    report[step["result"]](permit)


def test_open_breaker_says_when_to_come_back() -> None:
    """The rest of the thirty seconds is in the error."""
    now = 0.0
    breaker = CircuitBreaker("inventory", clock=lambda: now)
    for _ in range(5):
        breaker.failed(breaker.acquire())
    now = 12.0
    with pytest.raises(CircuitOpenError) as raised:
        breaker.acquire()
    assert raised.value.retry_after_seconds == 18.0


async def test_breaker_opens_and_is_seen_in_metrics(build: Callable[..., Harness]) -> None:
    """Five failed attempts open it: fewer calls reach the dependency, and the metrics say so."""
    calls = 0

    def fail(_request: httpx2.Request) -> httpx2.Response:
        nonlocal calls
        calls += 1
        return httpx2.Response(500)

    service = build(fail)
    responses = [await service.order() for _ in range(8)]

    assert [response.status_code for response in responses] == [503] * 8
    assert calls == 5
    assert int(responses[-1].headers["Retry-After"]) in range(28, 31)
    assert service.sample("circuit_breaker_state", name="inventory", state="open") == 1
    assert service.sample("circuit_breaker_state", name="inventory", state="closed") == 0
    transitions = service.sample(
        "circuit_breaker_transitions_total", name="inventory", state="open"
    )
    assert transitions == 1


async def test_client_errors_do_not_open_the_breaker(build: Callable[..., Harness]) -> None:
    """A 4xx says that the caller is wrong, not that the dependency is down."""
    service = build(lambda _: httpx2.Response(418))
    for _ in range(10):
        await service.order()
    assert service.sample("circuit_breaker_state", name="inventory", state="closed") == 1


async def test_cancelled_probe_makes_room_for_another() -> None:
    """A call that our own caller gave up says nothing of the dependency and blocks no other."""
    now = 0.0
    breaker = CircuitBreaker("inventory", clock=lambda: now)
    for _ in range(5):
        breaker.failed(breaker.acquire())
    now = 30.0

    async def hang(_request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(30)
        return httpx2.Response(200)

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(hang), base_url=INVENTORY.url)
    metrics = Metrics(Settings())
    client = DependencyClient(INVENTORY, http, metrics, policy=RetryPolicy(), breaker=breaker)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await client.request("GET", "/stock/bolt")
    assert breaker.state == "half_open"
    breaker.succeeded(breaker.acquire())
    assert breaker.state == "closed"
