"""A stand-in for the dependency of a service: it behaves as told and remembers who called."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scaffold.live.listener import Listener, Received, Reply

HEALTH = "/livez"

Behaviour = Callable[[int], Reply]
"""Answers the call of that number, from 0, since the behaviour was set."""


@dataclass(frozen=True)
class Call:
    """A call that arrived.

    Attributes:
        path: with the query.
        headers: names in lower case.
        at: when it arrived, in seconds of the monotonic clock.
    """

    path: str
    headers: Mapping[str, str]
    at: float


class Downstream:
    """Answers ``GET /stock/...``; its own health is asked elsewhere and not remembered."""

    def __init__(self) -> None:
        """Listen on a free port, everything in stock."""
        self.calls: list[Call] = []
        self.healthy = True
        self._behaviour: Behaviour = in_stock
        self._begun = 0
        self._listener = Listener(self._answer)
        self.url = self._listener.url

    def behave(self, behaviour: Behaviour) -> None:
        """Answer so from now on."""
        self._behaviour, self._begun = behaviour, len(self.calls)

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _answer(self, received: Received) -> Reply:
        if received.path == HEALTH:
            return Reply(200 if self.healthy else 503)
        number = len(self.calls) - self._begun
        self.calls.append(Call(received.path, received.headers, time.monotonic()))
        return self._behaviour(number)


def in_stock(_number: int) -> Reply:
    """Everything can be ordered."""
    return Reply(200, json.dumps({"sku": "bolt", "available": True}).encode())


def always(status: int, *headers: tuple[str, str]) -> Behaviour:
    """The same status again and again."""
    return lambda _number: Reply(status, b"{}", headers)


def first(status: int, *headers: tuple[str, str]) -> Behaviour:
    """That status once, then everything is in stock."""
    return lambda number: in_stock(number) if number else Reply(status, b"{}", headers)


def slow(seconds: float) -> Behaviour:
    """In stock, but late."""

    def answer(number: int) -> Reply:
        time.sleep(seconds)
        return in_stock(number)

    return answer
