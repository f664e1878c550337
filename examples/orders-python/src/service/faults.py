"""Faults on purpose, by feature flag: how alerts, dashboards and rollbacks are rehearsed."""

import asyncio
import random
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from service.flags import Flags
from service.problems import problem_response

ERROR_RATIO = "fault.error_ratio"
LATENCY_MS = "fault.latency_ms"
NOT_READY = "fault.not_ready"


class Faults:
    """Slows requests down and fails a share of them; never mounted in production."""

    def __init__(
        self, app: ASGIApp, flags: Flags, chance: Callable[[], float] = random.random
    ) -> None:
        self._app = app
        self._flags = flags
        self._chance = chance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if latency_ms := self._flags.number(LATENCY_MS):
            await asyncio.sleep(latency_ms / 1000)
        if self._chance() < self._flags.number(ERROR_RATIO):
            failure = problem_response(500, "A fault was injected by a feature flag.")
            await failure(scope, receive, send)
            return
        await self._app(scope, receive, send)


def not_ready_reasons(flags: Flags) -> list[str]:
    """Why the service pretends not to be ready."""
    return ["a fault is injected"] if flags.is_on(NOT_READY) else []
