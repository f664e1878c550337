"""A service whose critical dependency goes down and comes back."""

from dataclasses import dataclass

from scaffold.live.bench import DEPENDENCY, Bench
from scaffold.live.service import Service
from scaffold.live.waiting import until

PATIENCE_SECONDS = 12.0
OK, UNAVAILABLE = 200, 503


@dataclass(frozen=True)
class Moment:
    """The state of the service at one moment.

    Attributes:
        when: in words.
        ready: status of the readiness probe.
        live: status of the liveness probe.
        metric: value of ``service_ready``.
    """

    when: str
    ready: int
    live: int
    metric: float


@dataclass(frozen=True)
class Critical:
    """What was seen, in its order."""

    moments: tuple[Moment, ...]


def record(bench: Bench) -> Critical:
    """Up, down, up again."""
    service = bench.start(CRITICAL_DEPENDENCIES=DEPENDENCY)
    moments = [_look(service, "while it is up")]
    service.downstream.healthy = False
    until(lambda: service.status("/readyz") == UNAVAILABLE, PATIENCE_SECONDS)
    moments.append(_look(service, "while it is down"))
    service.downstream.healthy = True
    until(lambda: service.status("/readyz") == OK, PATIENCE_SECONDS)
    moments.append(_look(service, "when it is back"))
    return Critical(tuple(moments))


def _look(service: Service, when: str) -> Moment:
    metric = service.scrape().value("service_ready")
    return Moment(when, service.status("/readyz"), service.status("/livez"), metric)
