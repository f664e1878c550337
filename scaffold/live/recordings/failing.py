"""A service that fails, then dawdles, as its fault flags tell it; a caller hangs up on it."""

import socket
from dataclasses import dataclass

from scaffold.live.bench import Bench
from scaffold.live.exposition import Exposition
from scaffold.live.outage import ERRORS, LATENCY
from scaffold.live.service import Exchange, Question, Service
from scaffold.live.waiting import until

LATENCY_MS = 2500
PATIENCE_SECONDS = 10.0
ABORTED_AFTER_SECONDS = 0.5


@dataclass(frozen=True)
class Failing:
    """What was seen.

    Attributes:
        service: the service.
        failed: requests that met the fault.
        after_failures: a scrape after them.
        followed: whether it dawdled, and failed no more, once the file said so.
        aborted: the request whose caller hung up.
        after_abort: a scrape once it was counted, or when patience ended.
    """

    service: Service
    failed: tuple[Exchange, ...]
    after_failures: Exposition
    followed: bool
    aborted: Question
    after_abort: Exposition


def record(bench: Bench) -> Failing:
    """Let it fail, then hang up."""
    service = bench.start({ERRORS: 1})
    failed = (service.ask(Question("GET", "/orders")), service.order().exchange)
    after_failures = service.scrape()
    service.flags.set(LATENCY, value=LATENCY_MS)
    service.flags.set(ERRORS, value=0)
    followed = until(lambda: service.status("/orders") == 200, PATIENCE_SECONDS)  # noqa: PLR2004
    before, aborted = service.scrape(), Question("GET", "/orders")
    _hang_up(bench, service, aborted)
    until(lambda: _requests(service.scrape()) > _requests(before), PATIENCE_SECONDS)
    bench.settle(failed)
    return Failing(service, failed, after_failures, followed, aborted, service.scrape())


def _hang_up(bench: Bench, service: Service, question: Question) -> None:
    headers = {"Host": "orders", **question.all_headers}
    rows = (f"{question} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()))
    with socket.create_connection(("127.0.0.1", service.port), PATIENCE_SECONDS) as connection:
        connection.sendall("".join(f"{row}\r\n" for row in (*rows, "")).encode())
        bench.pause(ABORTED_AFTER_SECONDS)


def _requests(exposition: Exposition) -> float:
    return exposition.value("http_requests_total")
