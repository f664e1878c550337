"""What runs beside the requests, from before the first to after the last one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI

from service.client import DependencyClient
from service.dependency_health import DependencyHealth
from service.flags import Flags
from service.lifecycle import Lifecycle

log = structlog.stdlib.get_logger(__name__)


class Lifespan:
    """Warms up, keeps watch on flags and dependencies, closes connections at the end."""

    def __init__(
        self,
        lifecycle: Lifecycle,
        flags: Flags,
        health: DependencyHealth,
        clients: Sequence[DependencyClient],
    ) -> None:
        self._lifecycle = lifecycle
        self._flags = flags
        self._health = health
        self._clients = clients

    @asynccontextmanager
    async def __call__(self, _api: FastAPI) -> AsyncIterator[None]:
        await self._health.check()
        watchers = [
            asyncio.create_task(self._flags.watch()),
            asyncio.create_task(self._health.watch()),
        ]
        self._lifecycle.start()
        try:
            yield
        finally:
            log.info("requests in flight are finished")
            for watcher in watchers:
                watcher.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)
            await asyncio.gather(self._health.close(), *(each.close() for each in self._clients))
