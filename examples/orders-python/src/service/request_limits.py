"""What one request may cost: bytes of body, seconds of time, nothing once its client has left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem_response

GONE = "http.disconnect"
# Closing on a client that still sends resets the connection and loses the answer, so this many
# times the limit is read and dropped first.
DISCARDED_BODIES = 8


class ClientGoneError(Exception):
    """The client hung up before it had its answer."""


class BodyTooLargeError(Exception):
    """The body is longer than allowed."""


@dataclass(slots=True)
class _Response:
    """How far the response has got."""

    started: bool = False
    complete: bool = False


class RequestLimits:
    """Reads the body up front, bounds the time, and cancels the work when the client hangs up.

    Cancelling reaches the calls to dependencies too: nobody waits for their answers any more.
    """

    def __init__(self, app: ASGIApp, max_body_bytes: int, timeout_seconds: float) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._timeout_seconds = timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        response = _Response()

        async def send_noting(message: Message) -> None:
            response.started = True
            if message["type"] == "http.response.body":
                response.complete = not message.get("more_body", False)
            await send(message)

        try:
            async with asyncio.timeout(self._timeout_seconds) as timer:
                body = await _read_body(receive, self._max_body_bytes)
                async with _watched(receive, response, timer) as receive_rest:
                    await self._app(scope, _replay(body, receive_rest), send_noting)
        except BodyTooLargeError:
            detail = f"The body is longer than {self._max_body_bytes} bytes."
            refusal = problem_response(413, detail, headers={"Connection": "close"})
            await refusal(scope, receive, send)
        except TimeoutError:
            if response.started or not timer.expired():
                raise
            detail = f"The request was not answered within {self._timeout_seconds:g} s."
            refusal = problem_response(503, detail, headers={"Retry-After": "1"})
            await refusal(scope, receive, send)


async def _read_body(receive: Receive, max_bytes: int) -> bytes:
    """Return the whole body, whatever length its headers promise."""
    body = bytearray()
    length = 0
    more = True
    while more and length <= max_bytes * DISCARDED_BODIES:
        message = await receive()
        if message["type"] == GONE:
            raise ClientGoneError
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        length += len(chunk)
        if length <= max_bytes:
            body += chunk
    if length > max_bytes:
        raise BodyTooLargeError
    return bytes(body)


@asynccontextmanager
async def _watched(
    receive: Receive, response: _Response, timer: asyncio.Timeout
) -> AsyncIterator[Receive]:
    """Listen for the client hanging up, and end the request at once when it does."""
    gone = False

    async def watch() -> Message:
        nonlocal gone
        message = await receive()
        if not response.complete:
            gone = True
            timer.reschedule(asyncio.get_running_loop().time())
        return message

    async def receive_rest() -> Message:
        return await asyncio.shield(watcher)

    watcher = asyncio.create_task(watch())
    try:
        yield receive_rest
    except asyncio.CancelledError:
        if gone:
            raise ClientGoneError from None
        raise
    finally:
        watcher.cancel()


def _replay(body: bytes, receive_rest: Receive) -> Receive:
    """Give the body again to whoever reads it, then what the connection says next."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return pending.pop() if pending else await receive_rest()

    return receive
