"""A service that is told to end at the beginning of a request that takes five seconds."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scaffold.live.bench import Bench
from scaffold.live.service import Question

LATENCY_MS = 5000
BEGUN_SECONDS = 0.7
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class LongRequest:
    """What was seen.

    Attributes:
        status: of the answer; 0 when there was none.
        seconds: how long it took.
        code: exit code, or None when it still ran after all patience.
    """

    status: int
    seconds: float
    code: int | None


def record(bench: Bench) -> LongRequest:
    """Ask, send SIGTERM, wait for the answer and for the end."""
    service = bench.start({"fault.latency_ms": LATENCY_MS}, SHUTDOWN_TIMEOUT_SECONDS="15")
    with ThreadPoolExecutor(1) as worker:
        pending = worker.submit(service.try_ask, Question("GET", "/orders"))
        bench.pause(BEGUN_SECONDS)
        service.process.terminate()
        exchange = pending.result(PATIENCE_SECONDS)
    code = service.process.wait(PATIENCE_SECONDS)
    if exchange is None:
        return LongRequest(0, 0.0, code)
    return LongRequest(exchange.answer.status, exchange.answer.seconds, code)
