"""A service that runs, and everything that can be seen of it from outside."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from scaffold.live import exposition, http, logs
from scaffold.live.downstream import Call, Downstream
from scaffold.live.exposition import Exposition
from scaffold.live.flags import FlagsFile
from scaffold.live.http import Answer
from scaffold.live.logs import Line
from scaffold.live.process import Process

ORDER = json.dumps({"sku": "bolt", "quantity": 1}).encode()
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Question:
    """A request with a request ID and a trace of its own.

    Attributes:
        method: the method.
        path: with the query.
        body: what is sent, or None.
        headers: beside those of the identity.
        request_id: sent as ``X-Request-ID``.
        trace_id: sent in ``traceparent``.
        parent_id: the span that asks.
    """

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    request_id: str = field(default_factory=lambda: f"live-{secrets.token_hex(8)}")
    trace_id: str = field(default_factory=lambda: secrets.token_hex(16))
    parent_id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def all_headers(self) -> dict[str, str]:
        """What goes over the wire."""
        identity = {
            "X-Request-ID": self.request_id,
            "traceparent": f"00-{self.trace_id}-{self.parent_id}-01",
        }
        return {**identity, **(JSON if self.body else {}), **self.headers}

    def __str__(self) -> str:
        """As it is told in a finding."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Exchange:
    """A question and its answer."""

    question: Question
    answer: Answer

    def __str__(self) -> str:
        """As it is told in a finding."""
        return f"{self.question} -> {self.answer.status}"


@dataclass(frozen=True)
class Order:
    """An order, and what the dependency heard of it.

    Attributes:
        exchange: the request and its answer.
        calls: those that arrived meanwhile.
    """

    exchange: Exchange
    calls: tuple[Call, ...]

    @property
    def pauses(self) -> tuple[float, ...]:
        """Seconds between one call and the next."""
        moments = [call.at for call in self.calls]
        return tuple(late - early for early, late in pairwise(moments))

    def __str__(self) -> str:
        """As it is told in a finding."""
        return str(self.exchange)


@dataclass(frozen=True)
class Service:
    """One running service.

    Attributes:
        process: the process.
        port: where it listens.
        flags: its flags file.
        downstream: the stand-in for its dependency.
    """

    process: Process
    port: int
    flags: FlagsFile
    downstream: Downstream

    def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send a request with nothing but what is given.

        Raises:
            NoAnswerError: there is no answer.
        """
        return http.send(self.port, method, path, headers, body)

    def ask(self, question: Question) -> Exchange:
        """Send a request that can be found again in logs, spans and calls.

        Raises:
            NoAnswerError: there is no answer.
        """
        sent = question.method, question.path, question.all_headers, question.body
        return Exchange(question, self.send(*sent))

    def try_ask(self, question: Question) -> Exchange | None:
        """As :meth:`ask`, but None when there is no answer."""
        try:
            return self.ask(question)
        except http.NoAnswerError:
            return None

    def order(self) -> Order:
        """Order something: the request that calls the dependency."""
        before = len(self.downstream.calls)
        exchange = self.ask(Question("POST", "/orders", ORDER))
        return Order(exchange, tuple(self.downstream.calls[before:]))

    def status(self, path: str) -> int:
        """Status of a GET; 0 when there is no answer."""
        try:
            return self.send("GET", path).status
        except http.NoAnswerError:
            return 0

    def scrape(self) -> Exposition:
        """Read the metrics.

        Raises:
            ScaffoldError: there is no answer, or no valid OpenMetrics in it.
        """
        return exposition.parse(self.send("GET", "/metrics", {"Accept": exposition.ACCEPT}).text)

    def lines(self) -> list[Line]:
        """Log lines so far."""
        return logs.parse(self.process.stdout())

    def lines_of(self, request_id: str) -> list[Line]:
        """Log lines of one request."""
        return [line for line in self.lines() if line.fields.get("request_id") == request_id]
