"""Retries: vectors shared by all languages, and what a dependency sees of them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from harness import Harness

from service.retry import (
    IDEMPOTENT_METHODS,
    RETRIED_STATUSES,
    Attempt,
    Outcome,
    RetryPolicy,
    parse_retry_after,
    retry,
)

VECTORS = "retry.json"


class Script:
    """Attempts that end as a vector says, on a clock that only they and the pauses move."""

    def __init__(self, vector: dict[str, Any]) -> None:
        self.now = 0.0
        self.pauses: list[float] = []
        self.timeouts: list[float] = []
        self.outcomes: list[Outcome] = []
        self._method = vector["method"]
        self._attempts = iter(vector["attempts"])
        self.policy = RetryPolicy(
            clock=lambda: self.now, sleep=self.sleep, random=lambda: vector["random"]
        )

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def attempt(self, timeout_seconds: float) -> Attempt[object]:
        self.timeouts.append(timeout_seconds)
        step = next(self._attempts)
        self.now += step.get("seconds", 0)
        idempotent = self._method in IDEMPOTENT_METHODS
        if "error" in step:
            return Attempt(step["error"], failed=True, retriable=idempotent)
        status = step["status"]
        return Attempt(
            status,
            failed=status >= 500 or status == 429,
            retriable=idempotent and status in RETRIED_STATUSES,
            retry_after_seconds=parse_retry_after(step.get("retry_after")),
        )


async def test_retry_follows_the_vectors(vector: dict[str, Any]) -> None:
    """Attempts, pauses and outcomes are those of the vector."""
    script = Script(vector)
    await retry(script.policy, script.attempt, script.outcomes.append)
    assert script.pauses == pytest.approx(vector["pauses"])
    assert [str(outcome) for outcome in script.outcomes] == vector["outcomes"]
    if "timeouts" in vector:
        assert script.timeouts == pytest.approx(vector["timeouts"])


def test_backoff_is_capped() -> None:
    """However many attempts, a pause is not longer than the cap."""
    policy = RetryPolicy(random=lambda: 1.0)
    assert policy.backoff_seconds(20) == 2.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("-7", None),
        ("1.5", None),
        ("soon", None),
        ("99999999999999999999", None),
        ("٣", None),
        ("Wed, 21 Oct 2026 07:28:10 GMT", 10.0),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0.0),
    ],
)
def test_retry_after_is_read(value: str | None, expected: float | None) -> None:
    """Seconds and dates are understood, a date in the past is now, anything else is nothing."""
    now = datetime(2026, 10, 21, 7, 28, 0, tzinfo=UTC)
    assert parse_retry_after(value, now) == expected


async def test_second_attempt_succeeds_and_is_counted(build: Callable[..., Harness]) -> None:
    """A dependency that fails once costs the caller nothing but time."""
    statuses = iter([503, 200])

    def answer(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(next(statuses), json={"sku": "bolt", "available": True})

    service = build(answer)
    assert (await service.order()).status_code == 201
    counted = {
        outcome: service.sample("retry_attempts_total", name="inventory", outcome=outcome)
        for outcome in ("success", "retry", "exhausted")
    }
    assert counted == {"success": 1, "retry": 1, "exhausted": 0}
    for status in ("200", "503"):
        labels = {"peer": "inventory", "method": "GET", "status": status}
        assert service.sample("http_client_request_duration_seconds_count", **labels) == 1


async def test_dependency_that_refuses_connections(build: Callable[..., Harness]) -> None:
    """Three attempts without an answer end in a 503 that asks to come back."""

    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    service = build(refuse)
    response = await service.order()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    labels = {"peer": "inventory", "method": "GET", "status": "_error"}
    assert service.sample("http_client_request_duration_seconds_count", **labels) == 3
    assert [line["level"] for line in service.lines(peer="inventory")] == ["WARN"] * 3
