"""Protection from overload: a token bucket for all inbound requests of this process."""

import math
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from service.metrics import Metrics
from service.problems import problem_response, retry_after

LIMITER = "inbound"


class TokenBucket:
    """Holds up to `burst` tokens and gains `per_second`; every request takes one."""

    def __init__(
        self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._tokens = float(burst)
        self._filled_at = clock()

    def take(self) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        now = self._clock()
        gained = max(0.0, now - self._filled_at) * self._per_second
        self._tokens = min(float(self._burst), self._tokens + gained)
        self._filled_at = now
        if self._tokens < 1:
            return (1 - self._tokens) / self._per_second
        self._tokens -= 1
        return 0.0


class RateLimit:
    """Turns requests away with 429 and `Retry-After` when the bucket is empty."""

    def __init__(self, app: ASGIApp, bucket: TokenBucket, metrics: Metrics) -> None:
        self._app = app
        self._bucket = bucket
        self._allowed = metrics.rate_limit_decisions.labels(LIMITER, "allowed")
        self._rejected = metrics.rate_limit_decisions.labels(LIMITER, "rejected")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wait_seconds = self._bucket.take()
        if not wait_seconds:
            self._allowed.inc()
            await self._app(scope, receive, send)
            return
        self._rejected.inc()
        headers = retry_after(math.ceil(wait_seconds))
        refusal = problem_response(429, "Too many requests; come back later.", headers=headers)
        await refusal(scope, receive, send)
