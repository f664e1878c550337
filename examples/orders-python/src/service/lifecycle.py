"""From start to end of the process: starting, serving, draining, stopped."""

import asyncio
import signal
from enum import StrEnum
from typing import Protocol

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.stdlib.get_logger(__name__)


class Phase(StrEnum):
    """What the process is doing."""

    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"


class Stop(Protocol):
    """Ends the serving: when requests in flight are answered, or at once."""

    def __call__(self, *, at_once: bool) -> None: ...


class Lifecycle:
    """The phase, and the orderly way from a signal to the end."""

    def __init__(self, drain_delay_seconds: float) -> None:
        self.phase = Phase.STARTING
        self._drain_delay_seconds = drain_delay_seconds
        self._stop: Stop | None = None
        self._draining: asyncio.Task[None] | None = None

    def stop_with(self, stop: Stop) -> None:
        """Let signals end the serving by calling `stop`, once the service has started."""
        self._stop = stop

    def start(self) -> None:
        """Warm-up is over; from here on SIGTERM and SIGINT drain first."""
        self.phase = Phase.SERVING
        log.info("service started")
        if self._stop is not None:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._on_signal, number, self._stop)

    def _on_signal(self, number: signal.Signals, stop: Stop) -> None:
        if self._draining is not None:
            log.warning("second signal, not waiting any longer", signal=number.name)
            self._draining.cancel()
            stop(at_once=True)
            return
        log.info("shutdown requested", signal=number.name)
        self.phase = Phase.DRAINING
        # Only SIGTERM has a load balancer behind it; a laptop's Ctrl-C need not wait for one.
        delay_seconds = self._drain_delay_seconds if number is signal.SIGTERM else 0.0
        self._draining = asyncio.create_task(_drain(delay_seconds, stop))


async def _drain(delay_seconds: float, stop: Stop) -> None:
    log.info("not ready any more, still serving", drain_delay_seconds=delay_seconds)
    await asyncio.sleep(delay_seconds)
    log.info("no new connections, finishing requests in flight")
    stop(at_once=False)


class ConnectionDraining:
    """While draining, asks clients to come back on a new connection: to another process."""

    def __init__(self, app: ASGIApp, lifecycle: Lifecycle) -> None:
        self._app = app
        self._lifecycle = lifecycle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_closing(message: Message) -> None:
            if message["type"] == "http.response.start" and self._lifecycle.phase is Phase.DRAINING:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive, send_closing)
