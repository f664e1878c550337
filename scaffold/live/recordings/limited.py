"""A service with a small rate limit, asked too often."""

from dataclasses import dataclass

from scaffold.live.bench import Bench
from scaffold.live.exposition import Exposition
from scaffold.live.service import Exchange, Question

BURST, PER_SECOND = 5, 0.2
REQUESTS, PROBES = 12, 10


@dataclass(frozen=True)
class Limited:
    """What was seen.

    Attributes:
        exchanges: more requests than the burst, one after the other.
        probes: path and status of probes that were asked meanwhile.
        after: a scrape after all of them.
    """

    exchanges: tuple[Exchange, ...]
    probes: tuple[tuple[str, int], ...]
    after: Exposition


def record(bench: Bench) -> Limited:
    """Ask more than the burst allows, then the probes."""
    service = bench.start(RATE_LIMIT_PER_SECOND=str(PER_SECOND), RATE_LIMIT_BURST=str(BURST))
    exchanges = tuple(service.ask(Question("GET", "/orders")) for _ in range(REQUESTS))
    paths = ("/livez", "/readyz", "/startupz", "/metrics") * PROBES
    probes = tuple((path, service.status(path)) for path in paths)
    bench.settle(exchanges)
    return Limited(exchanges, probes, service.scrape())
