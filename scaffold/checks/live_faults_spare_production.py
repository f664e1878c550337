"""Faults are refused in production, whatever the flags file says.

Why: what rehearses outages must not be able to cause one.

Passes: with ENVIRONMENT=production and every fault asked for, requests are answered at once and
well, the service is ready, it says in the log that it refuses, and other flags still work.

Fails: an injected error, delay or unreadiness in production.

Fix: disable faults where the environment is production.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live import flags
from scaffold.live.recordings import production
from scaffold.repo import ServiceRepo

ID = "live-faults-spare-production"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()

AT_ONCE_SECONDS = 2.0


def find(repo: ServiceRepo) -> Findings:
    """Look at what a service in production does; see the module."""
    seen = repo.live.get(production.record)
    answer = seen.exchange.answer
    if answer.status != 200 or answer.seconds > AT_ONCE_SECONDS:  # noqa: PLR2004
        message = f"in production, with faults asked for: {seen.exchange}"
        yield Finding(flags.PATH, 0, f"{message} after {answer.seconds:.1f} s")
    if seen.ready != 200:  # noqa: PLR2004
        yield Finding(flags.PATH, 0, f"in production, with fault.not_ready: ready is {seen.ready}")
    if seen.express.answer.document.get("express") is not True:
        yield Finding(flags.PATH, 0, "in production, express-orders is on: no order is express")
    if not any(line.fields.get("level") == "ERROR" for line in seen.service.lines()):
        yield Finding(flags.PATH, 0, "in production, no ERROR line tells that faults are refused")
    return "3 faults refused"
