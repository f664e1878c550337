"""A failure that nobody handled is answered, counted and traced as a 500.

Why: an exception that leaves no 500 behind is an outage without an alert.

Passes: with the flag ``fault.error_ratio`` at 1, each request is answered with 500, counted with
that status under its route, logged with level ERROR, and its span is an error.

Fails: another status, no count, a line of another level, a span that looks well.

Fix: let one layer around everything catch, count, log and answer.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import failing
from scaffold.live.routes import endpoint_of
from scaffold.live.service import Exchange
from scaffold.repo import ServiceRepo

ID = "live-failures-count-as-500"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client", "opentelemetry-proto")


def find(repo: ServiceRepo) -> Findings:
    """Look at every trace that a failure leaves; see the module."""
    seen = repo.live.get(failing.record)
    for exchange in seen.failed:
        for message in _problems(repo, exchange):
            place = repo.contract.place("http", "unhandled_error_status")
            yield Finding(*place, f"fault.error_ratio=1: {exchange}: {message}")
    return f"{len(seen.failed)} of {len(seen.failed)} requests"


def _problems(repo: ServiceRepo, exchange: Exchange) -> Iterator[str]:
    seen, question = repo.live.get(failing.record), exchange.question
    status = str(repo.contract.term("http", "unhandled_error_status"))
    if str(exchange.answer.status) != status:
        yield f"{status} is due"
    endpoint = endpoint_of(repo.contract, question)
    labels = {"method": question.method, "endpoint": endpoint, "status": status}
    counted = seen.after_failures.value("http_requests_total", **labels)
    if counted != 1:
        yield f"counted {counted:g} times as {status}"
    levels = {line.fields["level"] for line in repo.live.lines_of(question.request_id)}
    if "ERROR" not in levels:
        yield f"logged with level {', '.join(sorted(levels)) or 'none'}, not ERROR"
    spans = repo.live.collector.of_trace(question.trace_id, "SERVER")
    if not any(span.failed for span in spans):
        yield "its span is no error"
