"""A service that is told to end while callers are busy with it."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

from scaffold.live import http
from scaffold.live.bench import Bench
from scaffold.live.http import NoAnswerError
from scaffold.live.service import Question, Service

CALLERS = 6
DRAIN_DELAY_SECONDS = 3
SHUTDOWN_TIMEOUT_SECONDS = 10
UNTIL_SIGNAL_SECONDS = 0.7
CALLERS_STAY_SECONDS = 1.5
BETWEEN_REQUESTS_SECONDS = 0.03
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Shutdown:
    """What was seen.

    Attributes:
        answered: requests that had a good answer, of those before and after the signal.
        lost: requests that had none, in words.
        not_ready_after: seconds from the signal to the first 503 of the readiness probe, if any.
        live_meanwhile: statuses of the liveness probe between the two.
        served_meanwhile: requests that were answered after that 503.
        code: exit code, or None when it still ran after all patience.
        seconds: from the signal to the end.
        traces: trace IDs of all requests that were answered.
        exported: trace IDs of all SERVER spans that arrived.
    """

    answered: int
    lost: tuple[str, ...]
    not_ready_after: float | None
    live_meanwhile: frozenset[int]
    served_meanwhile: int
    code: int | None
    seconds: float
    traces: frozenset[str]
    exported: frozenset[str]


@dataclass(frozen=True)
class _Called:
    trace_id: str
    at: float
    problem: str


def record(bench: Bench) -> Shutdown:
    """Let callers work, send SIGTERM, let them leave, wait for the end."""
    service = bench.start(
        DRAIN_DELAY_SECONDS=str(DRAIN_DELAY_SECONDS),
        SHUTDOWN_TIMEOUT_SECONDS=str(SHUTDOWN_TIMEOUT_SECONDS),
        OTEL_BSP_SCHEDULE_DELAY="60000",
        LOG_LEVEL="WARN",
    )
    leave = Event()
    with ThreadPoolExecutor(CALLERS) as pool:
        callers = [pool.submit(_call, service, leave) for _ in range(CALLERS)]
        try:
            bench.pause(UNTIL_SIGNAL_SECONDS)
            signalled = time.monotonic()
            service.process.terminate()
            not_ready_at, live = _watch(service)
            bench.pause(signalled + CALLERS_STAY_SECONDS - time.monotonic())
        finally:
            leave.set()
        called = [one for caller in callers for one in caller.result(PATIENCE_SECONDS)]
    code = service.process.wait(PATIENCE_SECONDS)
    ended = time.monotonic()
    good = [one for one in called if not one.problem]
    return Shutdown(
        answered=len(good),
        lost=tuple(one.problem for one in called if one.problem),
        not_ready_after=None if not_ready_at is None else not_ready_at - signalled,
        live_meanwhile=live,
        served_meanwhile=sum(one.at > (not_ready_at or ended) for one in good),
        code=code,
        seconds=ended - signalled,
        traces=frozenset(one.trace_id for one in good),
        exported=frozenset(s.trace_id for s in bench.collector.spans if s.kind == "SERVER"),
    )


def _call(service: Service, leave: Event) -> list[_Called]:
    """Ask again and again, on one connection for as long as it lasts."""
    called = []
    connection = http.connect(service.port)
    while not leave.wait(BETWEEN_REQUESTS_SECONDS):
        question = Question("GET", "/orders")
        try:
            answer = http.exchange(connection, question.method, question.path, question.all_headers)
            problem = "" if answer.status == 200 else f"{question} -> {answer.status}"  # noqa: PLR2004
        except NoAnswerError as error:
            problem = str(error)
            connection.close()
        called.append(_Called(question.trace_id, time.monotonic(), problem))
    connection.close()
    return called


def _watch(service: Service) -> tuple[float | None, frozenset[int]]:
    """When readiness was first refused, and what liveness said until then."""
    live, deadline = set(), time.monotonic() + CALLERS_STAY_SECONDS
    while time.monotonic() < deadline:
        ready = service.status("/readyz")
        live.add(service.status("/livez"))
        if ready == 503:  # noqa: PLR2004
            return time.monotonic(), frozenset(live)
    return None, frozenset(live)
