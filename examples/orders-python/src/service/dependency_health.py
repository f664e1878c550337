"""Whether the critical dependencies are up: asked in the background, so no probe waits for it."""

import asyncio

import httpx2
import structlog

from service.settings import Dependency, Settings

INTERVAL_SECONDS = 2.0
TIMEOUT_SECONDS = 1.0
SERVER_ERROR = 500

log = structlog.stdlib.get_logger(__name__)


class DependencyHealth:
    """Asks `/livez` of each critical dependency; any answer below 500 means that it is up."""

    def __init__(
        self, settings: Settings, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        names = settings.critical_dependencies
        self._critical = tuple(d for d in settings.dependencies if d.name in names)
        self._http = httpx2.AsyncClient(transport=transport)
        self._up: dict[str, bool] = {}

    def reasons(self) -> list[str]:
        """Name the ones that are down, or have not been asked yet."""
        return [
            f"{dependency.name} is down"
            for dependency in self._critical
            if not self._up.get(dependency.name, False)
        ]

    async def watch(self) -> None:
        """Ask again and again, until cancelled."""
        while self._critical:
            await self.check()
            await asyncio.sleep(INTERVAL_SECONDS)

    async def check(self) -> None:
        """Ask each of them once."""
        await asyncio.gather(*map(self._ask, self._critical))

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def _ask(self, dependency: Dependency) -> None:
        try:
            answer = await self._http.get(f"{dependency.url}/livez", timeout=TIMEOUT_SECONDS)
            up = answer.status_code < SERVER_ERROR
        except httpx2.TransportError:
            up = False
        if self._up.get(dependency.name) is not up:
            write = log.info if up else log.warning
            write("critical dependency is " + ("up" if up else "down"), peer=dependency.name)
        self._up[dependency.name] = up
