"""Probes and scrapes are not counted, traced or logged.

Why: a probe every second drowns the traffic that it watches over, and makes an idle service look
perfectly available.

Passes: requests to the four paths, with GET and HEAD, add nothing to the request metrics, no
access line and no span.

Fails: one of them is counted, logged or traced.

Fix: answer them outside of the layers that count, trace and log.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import everyday
from scaffold.live.service import Question
from scaffold.repo import ServiceRepo

ID = "live-probes-leave-nothing"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client", "opentelemetry-proto")

SETTLE_SECONDS = 1.0


def find(repo: ServiceRepo) -> Findings:
    """Ask each of them and look for what is left; see the module."""
    service = repo.live.get(everyday.record).service
    endpoints = repo.contract.term("endpoints")
    before = service.scrape()
    asked = [
        (name, service.ask(Question(method, path)))
        for name, path in endpoints.items()
        for method in ("GET", "HEAD")
    ]
    repo.live.pause(SETTLE_SECONDS)
    after = service.scrape()
    for name in ("http_requests_total", "http_request_duration_seconds_count"):
        more = after.value(name) - before.value(name)
        if more:
            message = f"{len(asked)} probes added {more:g} to {name}"
            yield Finding(*repo.contract.place("endpoints"), message)
    for name, exchange in asked:
        place = repo.contract.place("endpoints", name)
        if exchange.answer.status != 200:  # noqa: PLR2004
            yield Finding(*place, str(exchange))
        if any(line.is_access for line in repo.live.lines_of(exchange.question.request_id)):
            yield Finding(*place, f"{exchange.question} has an access line")
        if repo.live.collector.of_trace(exchange.question.trace_id):
            yield Finding(*place, f"{exchange.question} has a span")
    return f"{len(asked)} requests to {len(endpoints)} paths"
