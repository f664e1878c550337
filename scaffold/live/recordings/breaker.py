"""Two services whose dependency is down for long: for one it comes back, for the other not."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from scaffold.live.bench import Bench
from scaffold.live.downstream import always, in_stock, slow
from scaffold.live.service import Service
from scaffold.live.waiting import until

STATES = ("closed", "open", "half_open")
MARGIN_SECONDS = 1.5
PROBE_SECONDS = 1.5
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Step:
    """One order, and what the breaker made of it.

    Attributes:
        status: of the order.
        calls: how often the dependency was called.
        state: of the breaker afterwards, as the metric tells; empty unless exactly one is 1.
        retry_after: header of the answer.
    """

    status: int
    calls: int
    state: str
    retry_after: str = ""


@dataclass(frozen=True)
class Breaker:
    """What was seen, in the order in which it happened.

    Attributes:
        callers_fault: the dependency answers 404, more often than failures would be borne.
        interrupted: failures up to one below the limit, a success, and one more failure.
        opened: failures up to the limit.
        rejected: at once after it opened.
        rejected_late: shortly before the open time is over.
        while_probing: after the open time, while the one probe is under way.
        recovered: after the probe succeeded.
        reopened: where the probe failed instead: the probe, and one order more.
        transitions: how often each state was entered, where the probe succeeded.
    """

    callers_fault: tuple[Step, ...]
    interrupted: tuple[Step, ...]
    opened: tuple[Step, ...]
    rejected: Step
    rejected_late: Step
    while_probing: tuple[Step, ...]
    recovered: Step
    reopened: tuple[Step, ...]
    transitions: Mapping[str, float] = field(default_factory=dict)


def record(bench: Bench) -> Breaker:
    """Open both, wait, probe both; counts and times are the contract's."""
    terms = bench.contract.term("resilience", "circuit_breaker")
    failures, open_seconds = int(terms["consecutive_failures"]), float(terms["open_seconds"])
    back, gone = bench.start(), bench.start()
    back.downstream.behave(always(404))
    callers_fault = tuple(_order(back) for _ in range(failures + 1))
    interrupted = _interrupt(back, failures)
    gone.downstream.behave(always(500))
    for _ in range(failures):
        _order(gone)
    opened = tuple(_order(back) for _ in range(failures - 1))
    began = time.monotonic()
    rejected = _order(back)
    bench.pause(began + open_seconds - MARGIN_SECONDS - time.monotonic())
    rejected_late = _order(back)
    bench.pause(began + open_seconds + MARGIN_SECONDS - time.monotonic())
    while_probing, recovered = _probe(back)
    scrape = back.scrape()
    return Breaker(
        callers_fault=callers_fault,
        interrupted=interrupted,
        opened=opened,
        rejected=rejected,
        rejected_late=rejected_late,
        while_probing=while_probing,
        recovered=recovered,
        reopened=(_order(gone), _order(gone)),
        transitions={
            state: scrape.value("circuit_breaker_transitions_total", state=state)
            for state in STATES
        },
    )


def _interrupt(service: Service, failures: int) -> tuple[Step, ...]:
    service.downstream.behave(always(500))
    steps = [_order(service) for _ in range(failures - 1)]
    service.downstream.behave(in_stock)
    steps.append(_order(service))
    service.downstream.behave(always(500))
    return (*steps, _order(service))


def _probe(service: Service) -> tuple[tuple[Step, ...], Step]:
    """Two orders while the probe is under way, and one when it is over."""
    service.downstream.behave(slow(PROBE_SECONDS))
    calls = len(service.downstream.calls)
    with ThreadPoolExecutor(1) as worker:
        probe = worker.submit(service.order)
        until(lambda: len(service.downstream.calls) > calls, PATIENCE_SECONDS)
        service.downstream.behave(in_stock)
        meanwhile = (_order(service), _order(service))
        probe.result(PATIENCE_SECONDS * 2)
    return meanwhile, _order(service)


def _order(service: Service) -> Step:
    order = service.order()
    answer = order.exchange.answer
    return Step(answer.status, len(order.calls), _state(service), answer.header("Retry-After"))


def _state(service: Service) -> str:
    scrape = service.scrape()
    on = [state for state in STATES if scrape.value("circuit_breaker_state", state=state) == 1]
    return on[0] if len(on) == 1 else ""
