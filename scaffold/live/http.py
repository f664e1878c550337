"""HTTP as a caller sees it: one request on a connection of its own, every wait bounded."""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.errors import ScaffoldError

TIMEOUT_SECONDS = 15.0


class NoAnswerError(ScaffoldError):
    """The connection was refused, reset or silent for too long."""


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: the status code.
        headers: names in lower case, with the values of repeated ones joined by a comma.
        body: as it was sent.
        seconds: how long it took.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        """Value of a header; nothing when it is absent."""
        return self.headers.get(name.lower(), "")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", errors="replace")

    @property
    def document(self) -> dict[str, Any]:
        """The body as a JSON object; empty when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def connect(port: int, timeout_seconds: float = TIMEOUT_SECONDS) -> http.client.HTTPConnection:
    """A connection that opens with its first request."""
    return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_seconds)


def send(
    port: int,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Send one request on a new connection.

    Raises:
        NoAnswerError: there is no answer.
    """
    connection = connect(port)
    try:
        return exchange(connection, method, path, headers, body)
    finally:
        connection.close()


def exchange(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """Send one request on a connection that may be used again.

    Raises:
        NoAnswerError: there is no answer.
    """
    given = {name: value.encode() for name, value in (headers or {}).items()}
    started = time.monotonic()
    try:
        connection.request(method, path, body, given)
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswerError(f"{method} {path} has no answer: {error!r}") from None
    names = {name.lower() for name in response.headers}
    joined = {name: ", ".join(response.headers.get_all(name, ())) for name in names}
    return Answer(response.status, joined, content, time.monotonic() - started)
