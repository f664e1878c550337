"""A trace goes on: from the caller through the service to its dependency.

Why: a trace that breaks at one service ends where the question begins.

Passes: with a ``traceparent`` from the caller, the SERVER span is a child of the caller's span,
each call to the dependency is a CLIENT span below it with the attributes of the contract, and the
``traceparent`` that the dependency receives names that CLIENT span.

Fails: a new trace, a wrong parent, no CLIENT span, no ``traceparent`` to the dependency.

Fix: extract the context on the way in and inject it on the way out.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import everyday, together
from scaffold.live.service import Order
from scaffold.repo import ServiceRepo

ID = "live-traces-go-on"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("opentelemetry-proto",)


def find(repo: ServiceRepo) -> Findings:
    """Follow each trace; see the module."""
    exchanges = together.exchanges(repo.live)
    place = repo.contract.place("traces", "propagation")
    for exchange in exchanges:
        for span in repo.live.collector.of_trace(exchange.question.trace_id, "SERVER"):
            if span.parent_id != exchange.question.parent_id:
                message = f"{exchange}: the span's parent is {span.parent_id or 'none'}"
                yield Finding(*place, f"{message}, not the caller's {exchange.question.parent_id}")
    orders = repo.live.get(everyday.record).orders
    for order in orders:
        for message in _lost(repo, order):
            yield Finding(*place, f"{order}: {message}")
    calls = sum(len(order.calls) for order in orders)
    if not calls:
        yield Finding(*place, "no order reached the dependency")
    return f"{len(exchanges)} traces from callers, {calls} on to the dependency"


def _lost(repo: ServiceRepo, order: Order) -> Iterator[str]:
    trace_id = order.exchange.question.trace_id
    servers = {span.span_id for span in repo.live.collector.of_trace(trace_id, "SERVER")}
    clients = repo.live.collector.of_trace(trace_id, "CLIENT")
    received = sorted(call.headers.get("traceparent", "none") for call in order.calls)
    expected = sorted(f"00-{trace_id}-{span.span_id}-01" for span in clients)
    if received != expected:
        said = ", ".join(expected) or "no CLIENT span"
        yield f"the dependency received {', '.join(received)}; spans say {said}"
    terms = repo.contract.term("traces", "client_span")
    for span in clients:
        if span.parent_id not in servers:
            yield "a CLIENT span is no child of the SERVER span"
        for key in (*terms["required"], *terms["with_answer"]):
            if key not in span.attributes:
                yield f"a CLIENT span has no {key}"
