"""A service in production whose flags file asks for every fault."""

from dataclasses import dataclass

from scaffold.live.bench import LIVE, Bench
from scaffold.live.service import Exchange, Question, Service


@dataclass(frozen=True)
class Production:
    """What was seen.

    Attributes:
        service: the service.
        exchange: one request.
        ready: status of the readiness probe.
        express: the order that was made with the flag ``express-orders`` on.
    """

    service: Service
    exchange: Exchange
    ready: int
    express: Exchange


def record(bench: Bench) -> Production:
    """Ask for faults where none may happen."""
    faults = {"fault.error_ratio": 1, "fault.latency_ms": 3000, "fault.not_ready": True}
    flags = {**faults, "express-orders": True}
    service = bench.start(flags, awaited=LIVE, ENVIRONMENT="production")
    exchange = service.ask(Question("GET", "/orders"))
    return Production(service, exchange, service.status("/readyz"), service.order().exchange)
