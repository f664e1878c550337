"""The rate limit: vectors shared by all languages, and what a caller sees of it."""

import math
from collections.abc import Callable
from typing import Any

from harness import Harness

from service.rate_limit import TokenBucket

VECTORS = "rate_limit.json"


def test_token_bucket_follows_the_vectors(vector: dict[str, Any]) -> None:
    """As many requests are let in as the vector says, the rest is told when to come back."""
    now = 0.0
    bucket = TokenBucket(vector["per_second"], vector["burst"], clock=lambda: now)
    for step in vector["steps"]:
        now = float(step["at"])
        waits = [bucket.take() for _ in range(step["take"])]
        assert waits.count(0.0) == step["allowed"]
        turned_away = [wait for wait in waits if wait]
        assert math.ceil(turned_away[0]) == step["retry_after"] if turned_away else True


async def test_excess_is_turned_away(build: Callable[..., Harness]) -> None:
    """The answer is 429 with Retry-After and a problem document, and is counted."""
    service = build(rate_limit_per_second=0.5, rate_limit_burst=2)
    responses = [await service.http.get("/orders") for _ in range(3)]
    last = responses[-1]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert last.headers["Retry-After"] == "2"
    assert last.headers["Content-Type"] == "application/problem+json"
    assert last.json()["request_id"] == last.headers["X-Request-ID"]
    decisions = service.series("rate_limit_decisions_total")
    assert sorted(decisions.values()) == [1, 2]
    assert (
        service.sample("http_requests_total", method="GET", endpoint="/orders", status="429") == 1
    )


async def test_probes_and_metrics_are_exempt(build: Callable[..., Harness]) -> None:
    """An overloaded service still answers the kubelet and Prometheus."""
    service = build(rate_limit_per_second=0.001, rate_limit_burst=1)
    await service.http.get("/orders")
    assert (await service.http.get("/orders")).status_code == 429
    for path in ("/livez", "/readyz", "/startupz", "/metrics"):
        assert (await service.http.get(path)).status_code == 200
