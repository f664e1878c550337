"""Log lines, span and exemplar of a request name one and the same trace.

Why: at night one goes from the slow bucket to its trace and from the trace to its log lines. If
the IDs differ, each step is a search.

Passes: the exemplars of the histograms carry the label ``trace_id`` only, each of them names a
trace whose spans arrived, and every log line of a request names the trace of its SERVER span, and
that span's ID.

Fails: there is no exemplar, one with another label or of an unknown trace; a line names another
trace or another span.

Fix: read the IDs from the current span wherever they are written.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import everyday, together
from scaffold.live.service import Exchange
from scaffold.repo import ServiceRepo

ID = "live-exemplars-lead-to-traces"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client", "opentelemetry-proto")


def find(repo: ServiceRepo) -> Findings:
    """Follow the IDs; see the module."""
    scrape = repo.live.get(everyday.record).after
    known = {span.trace_id for span in repo.live.collector.spans}
    count = 0
    for metric in (metric for metric in repo.contract.metrics if metric.exemplar):
        exemplars = scrape.exemplars(f"{metric.name}_bucket")
        count += len(exemplars)
        good = {(metric.exemplar, trace_id) for trace_id in known}
        place = repo.contract.document.path, metric.line
        if not exemplars:
            yield Finding(*place, f"{metric.name} has no exemplar")
        for name, value in sorted(exemplars - good):
            yield Finding(*place, f"{metric.name}: exemplar {name}={value} leads nowhere")
    exchanges = together.exchanges(repo.live)
    for exchange in exchanges:
        for message in _misled(repo, exchange):
            place = repo.contract.place("logs", "fields", "in_request")
            yield Finding(*place, f"{exchange}: {message}")
    return f"{count} exemplars, {len(exchanges)} requests"


def _misled(repo: ServiceRepo, exchange: Exchange) -> Iterator[str]:
    question = exchange.question
    for span in repo.live.collector.of_trace(question.trace_id, "SERVER")[:1]:
        for line in repo.live.lines_of(question.request_id):
            if line.fields.get("trace_id") != span.trace_id:
                yield f"line {line.fields.get('message')!r} is not of trace {span.trace_id}"
            elif line.is_access and line.fields.get("span_id") != span.span_id:
                yield f"its access line is not of its span {span.span_id}"
