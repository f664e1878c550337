"""The layer that sees how every request ends: counts, times, logs it, and answers what failed."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from opentelemetry import trace
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.contract import CLIENT_ABORT_STATUS
from service.endpoints import Endpoints, method_label
from service.metrics import Metrics
from service.problems import problem_response
from service.request_limits import ClientGoneError
from service.tracing import mark_span

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500

log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _Exchange:
    """What is known of one request by its end."""

    status: int = 0
    error: Exception | None = None
    started: float = field(default_factory=time.perf_counter)


class Access:
    """Access log, request metrics and the last resort for exceptions."""

    def __init__(self, app: ASGIApp, endpoints: Endpoints, metrics: Metrics) -> None:
        self._app = app
        self._endpoints = endpoints
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange()

        async def send_watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
            await send(message)

        with self._metrics.requests_in_flight.track_inprogress():
            try:
                await self._answer(exchange, scope, receive, send_watched)
            finally:
                self._record(exchange, scope)

    async def _answer(
        self, exchange: _Exchange, scope: Scope, receive: Receive, send: Send
    ) -> None:
        try:
            await self._app(scope, receive, send)
        except ClientGoneError:
            exchange.status = CLIENT_ABORT_STATUS
            trace.get_current_span().set_attribute("http.response.status_code", CLIENT_ABORT_STATUS)
        except asyncio.CancelledError:
            exchange.status = SERVER_ERROR
            raise
        except Exception as error:  # noqa: BLE001 - nothing above would count, log or answer it
            exchange.error = error
            if not exchange.status:
                mark_span(error)
                response = problem_response(SERVER_ERROR, "An unexpected error occurred.")
                await response(scope, receive, send)
            exchange.status = SERVER_ERROR

    def _record(self, exchange: _Exchange, scope: Scope) -> None:
        seconds = time.perf_counter() - exchange.started
        status = exchange.status or SERVER_ERROR
        method = method_label(scope["method"])
        endpoint = self._endpoints.label(scope["method"], scope["path"])
        self._metrics.observe_request(method, endpoint, str(status), seconds)
        client = scope.get("client")
        write = _writer(status)
        write(
            "request answered" if exchange.error is None else "request failed",
            method=method,
            endpoint=endpoint,
            path=scope["path"],
            status=status,
            duration_seconds=round(seconds, 6),
            client_address=client[0] if client else "",
            exc_info=exchange.error,
        )


def _writer(status: int) -> Callable[..., None]:
    """ERROR for what nobody handled, WARN for what was turned away, INFO for the rest."""
    if status == SERVER_ERROR:
        return log.error
    if status > SERVER_ERROR or status == TOO_MANY_REQUESTS:
        return log.warning
    return log.info
