"""Calls to a dependency: traced, timed, retried within a deadline, cut off while it fails."""

import asyncio
import time
from typing import TypeAlias

import httpx2
import structlog
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.trace import Span, TracerProvider

from service.breaker import CircuitBreaker, CircuitOpenError, Permit, State
from service.contract import NO_ANSWER_STATUS
from service.metrics import Metrics
from service.request_id import HEADER, current_request_id
from service.retry import (
    IDEMPOTENT_METHODS,
    RETRIED_STATUSES,
    Attempt,
    Outcome,
    RetryPolicy,
    parse_retry_after,
    retry,
)
from service.settings import Dependency, Settings

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
# Each phase of a call has the attempt's time; this little more bounds all of them together.
GRACE_SECONDS = 0.05

Answer: TypeAlias = httpx2.Response | Exception

log = structlog.stdlib.get_logger(__name__)


class DependencyError(Exception):
    """No useful answer; after `retry_after_seconds` there may be one."""

    def __init__(self, name: str, why: str, retry_after_seconds: float = 1.0) -> None:
        super().__init__(f"{name}: {why}")
        self.retry_after_seconds = retry_after_seconds


class DependencyClient:
    """The one way to call one dependency."""

    def __init__(
        self,
        dependency: Dependency,
        http: httpx2.AsyncClient,
        metrics: Metrics,
        *,
        policy: RetryPolicy,
        breaker: CircuitBreaker,
    ) -> None:
        self.name = dependency.name
        self._http = http
        self._metrics = metrics
        self._policy = policy
        self._breaker = breaker

    async def request(self, method: str, path: str) -> httpx2.Response:
        """Return the answer if it is the dependency's word: anything but 429 and 5xx.

        Raises:
            DependencyError: if there is no such answer, or the circuit breaker is open.
        """
        try:
            answer = await retry(
                self._policy,
                lambda timeout_seconds: self._attempt(method, path, timeout_seconds),
                self._count,
            )
        except CircuitOpenError as error:
            raise DependencyError(self.name, str(error), error.retry_after_seconds) from error
        if isinstance(answer, Exception):
            raise DependencyError(self.name, type(answer).__name__) from answer
        if _failed(answer):
            wait_seconds = parse_retry_after(answer.headers.get("Retry-After"))
            why = f"answered {answer.status_code}"
            raise DependencyError(self.name, why, wait_seconds or 1.0)
        return answer

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def _attempt(self, method: str, path: str, timeout_seconds: float) -> Attempt[Answer]:
        permit = self._breaker.acquire()
        started = time.perf_counter()
        status = NO_ANSWER_STATUS
        try:
            answer = await self._send(method, path, timeout_seconds)
            status = str(answer.status_code)
        except (httpx2.TransportError, TimeoutError) as error:
            self._breaker.failed(permit)
            log.warning("dependency did not answer", peer=self.name, error=repr(error))
            return Attempt(error, failed=True, retriable=method in IDEMPOTENT_METHODS)
        except BaseException:
            self._breaker.abandoned(permit)
            raise
        finally:
            seconds = time.perf_counter() - started
            self._metrics.observe_client_request(self.name, method, status, seconds)
        self._report(permit, answer)
        return Attempt(
            answer,
            failed=_failed(answer),
            retriable=method in IDEMPOTENT_METHODS and answer.status_code in RETRIED_STATUSES,
            retry_after_seconds=parse_retry_after(answer.headers.get("Retry-After")),
        )

    async def _send(self, method: str, path: str, timeout_seconds: float) -> httpx2.Response:
        headers = {HEADER: request_id} if (request_id := current_request_id()) else {}
        async with asyncio.timeout(timeout_seconds + GRACE_SECONDS):
            return await self._http.request(method, path, headers=headers, timeout=timeout_seconds)

    def _report(self, permit: Permit, answer: httpx2.Response) -> None:
        if answer.status_code >= SERVER_ERROR:
            self._breaker.failed(permit)
            log.warning("dependency failed", peer=self.name, status=answer.status_code)
        else:
            self._breaker.succeeded(permit)

    def _count(self, outcome: Outcome) -> None:
        self._metrics.retry_attempts.labels(self.name, outcome).inc()


def dependency_client(
    dependency: Dependency,
    settings: Settings,
    metrics: Metrics,
    tracer_provider: TracerProvider,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> DependencyClient:
    """Build the client of `dependency`; `transport` stands in for the network in tests."""
    policy = RetryPolicy(
        attempt_timeout_seconds=settings.client_timeout_seconds,
        deadline_seconds=settings.client_deadline_seconds,
    )
    http = httpx2.AsyncClient(base_url=dependency.url, transport=transport)

    async def name_peer(span: Span, _request: object) -> None:
        span.set_attribute("peer.service", dependency.name)

    HTTPX2ClientInstrumentor.instrument_client(
        http, tracer_provider=tracer_provider, request_hook=name_peer
    )

    def on_change(state: State) -> None:
        metrics.set_breaker_state(dependency.name, state)
        metrics.breaker_transitions.labels(dependency.name, state).inc()
        log.warning("circuit breaker changed", peer=dependency.name, state=str(state))

    metrics.declare_dependency(dependency.name)
    breaker = CircuitBreaker(dependency.name, on_change=on_change)
    return DependencyClient(dependency, http, metrics, policy=policy, breaker=breaker)


def _failed(answer: httpx2.Response) -> bool:
    return answer.status_code >= SERVER_ERROR or answer.status_code == TOO_MANY_REQUESTS
