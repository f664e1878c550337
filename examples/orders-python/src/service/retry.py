"""Retries with exponential backoff and full jitter, within one deadline for all attempts."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")

IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
RETRIED_STATUSES = frozenset({429, 502, 503, 504})


class Outcome(StrEnum):
    """How an attempt ended: it was the last, or another follows."""

    SUCCESS = "success"
    RETRY = "retry"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """What came of one attempt; `value` is the caller's own."""

    value: T
    failed: bool = False
    retriable: bool = False
    retry_after_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often, how long between, how long in all; the last three are replaced in tests."""

    attempts: int = 3
    base_seconds: float = 0.1
    cap_seconds: float = 2.0
    attempt_timeout_seconds: float = 2.0
    deadline_seconds: float = 5.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = random.random

    def backoff_seconds(self, attempt: int) -> float:
        """Return the pause after attempt number `attempt` (1, 2, ...): anything up to the bound."""
        bound = min(self.cap_seconds, self.base_seconds * 2.0 ** (attempt - 1))
        return self.random() * bound


async def retry(
    policy: RetryPolicy,
    attempt: Callable[[float], Awaitable[Attempt[T]]],
    count: Callable[[Outcome], None],
) -> T:
    """Call `attempt(timeout_seconds)` until one is final; return the value of the last.

    A dependency's `Retry-After` lengthens the pause. A pause that would reach beyond the
    deadline is not begun.
    """
    deadline = policy.clock() + policy.deadline_seconds
    number = 0
    while True:
        number += 1
        timeout_seconds = min(policy.attempt_timeout_seconds, deadline - policy.clock())
        result = await attempt(timeout_seconds)
        if not result.failed:
            count(Outcome.SUCCESS)
            return result.value
        pause = max(policy.backoff_seconds(number), result.retry_after_seconds or 0.0)
        in_time = policy.clock() + pause < deadline
        if not result.retriable or number >= policy.attempts or not in_time:
            count(Outcome.EXHAUSTED)
            return result.value
        count(Outcome.RETRY)
        await policy.sleep(pause)


def parse_retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Read a `Retry-After` header, seconds or date; None if there is none that can be read."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:  # noqa: PLR2004 - some 30 years
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
