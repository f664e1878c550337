"""The request ID: the caller's if it is sane, else a new one; on every response and every call."""

import re
import uuid
from contextvars import ContextVar

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,128}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current_request_id() -> str | None:
    """Return the ID of the request that is being answered, None outside of one."""
    return _current.get()


def accept_request_id(offered: str) -> str:
    """Return `offered` if it is safe to log and pass on, else a new UUID."""
    return offered if _ACCEPTED.fullmatch(offered) else str(uuid.uuid4())


class RequestIDs:
    """The outermost layer: even what the layers below refuse is answered with an ID."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = accept_request_id(_offered(scope))

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        token = _current.set(request_id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            _current.reset(token)


def _offered(scope: Scope) -> str:
    name = HEADER.lower().encode()
    values: list[bytes] = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1") if values else ""
