"""Feature flags follow their file while the service runs.

Why: a flag that needs a restart is a deployment. In an incident it is switched in seconds, and the
metric shows when.

Passes: an order is not express while the flag ``express-orders`` is off and is so a few seconds
after the file says on; the faults of another file begin and end likewise; evaluations are counted
by flag, variant and reason.

Fails: the flag is not followed, or its evaluations are not counted.

Fix: watch the file by content, size and inode: Kubernetes swaps it by a link.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live import flags
from scaffold.live.recordings import everyday, failing
from scaffold.live.service import Service
from scaffold.live.waiting import until
from scaffold.repo import ServiceRepo

ID = "live-flags-follow-file"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

FLAG = "express-orders"
PATIENCE_SECONDS = 10.0


def find(repo: ServiceRepo) -> Findings:
    """Turn a flag and look; see the module."""
    service = repo.live.get(everyday.record).service
    evaluations = "feature_flag_evaluations_total"
    if _express(service) is not False:
        yield Finding(flags.PATH, 0, f"{FLAG} is off: an order is express")
    counted = service.scrape().value(evaluations, flag=FLAG, reason="static")
    service.flags.set(FLAG, value=True)
    on = until(lambda: _express(service) is True, PATIENCE_SECONDS)
    if not on:
        message = f"{FLAG} is on since {PATIENCE_SECONDS:g} s: no order is express"
        yield Finding(flags.PATH, 0, message)
    more = service.scrape().value(evaluations, flag=FLAG, reason="static") - counted
    service.flags.set(FLAG, value=False)
    if not counted or not more:
        name = next(m for m in repo.contract.metrics if m.name == evaluations)
        message = f"{evaluations} does not count the evaluations of {FLAG}"
        yield Finding(repo.contract.document.path, name.line, message)
    if not repo.live.get(failing.record).followed:
        message = "fault.error_ratio is 0 since seconds: requests still fail"
        yield Finding(flags.PATH, 0, message)
    return f"off, on; {more:g} evaluations counted"


def _express(service: Service) -> object:
    return service.order().exchange.answer.document.get("express")
