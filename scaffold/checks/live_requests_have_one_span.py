"""Each request has one SERVER span with the stable HTTP attributes.

Why: dashboards, tail sampling and service graphs of any vendor read these attributes by their
stable names. A second span for the same request doubles every rate that is made from traces.

Passes: each request, whatever its status, has exactly one SERVER span and no INTERNAL one, named
by method and route, with the attributes that the contract requires (and none of the old names), and
``error.type`` where the status is a 5xx; its resource names service, version and environment.

Fails: no span, two spans, a missing, wrong or old attribute, a name that holds a raw path.

Fix: opt in to the stable conventions, name spans by the route's template.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.bench import VERSION
from scaffold.live.collector import Span, Value
from scaffold.live.recordings import together
from scaffold.live.routes import endpoint_of, method_of
from scaffold.live.service import Exchange
from scaffold.repo import ServiceRepo

ID = "live-requests-have-one-span"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("opentelemetry-proto",)

OLD_NAMES = frozenset({"http.method", "http.status_code", "http.target", "http.url", "http.scheme"})
ENVIRONMENT = {"deployment.environment.name": "staging"}
SERVER_ERROR = 500


def find(repo: ServiceRepo) -> Findings:
    """Look each request up among the spans; see the module."""
    exchanges = together.exchanges(repo.live)
    for exchange in exchanges:
        for message in _problems(repo, exchange):
            place = repo.contract.place("traces", "server_span")
            yield Finding(*place, f"{exchange}: {message}")
    return f"{len(exchanges)} requests"


def _problems(repo: ServiceRepo, exchange: Exchange) -> Iterator[str]:
    spans = repo.live.collector.of_trace(exchange.question.trace_id)
    servers = [span for span in spans if span.kind == "SERVER"]
    if len(servers) != 1:
        yield f"{len(servers)} SERVER spans"
    for span in spans:
        if span.kind not in {"SERVER", "CLIENT"}:
            yield f"a span of kind {span.kind}: {span.name}"
    for span in servers[:1]:
        yield from _wrong(repo, exchange, span)


def _wrong(repo: ServiceRepo, exchange: Exchange, span: Span) -> Iterator[str]:
    name, expected = _expected(repo, exchange)
    if span.name != name:
        yield f"the span is called {span.name!r}, not {name!r}"
    for key, value in expected.items():
        if span.attributes.get(key) != value:
            yield f"{key} is {span.attributes.get(key)!r}, not {value!r}"
    failed = exchange.answer.status >= SERVER_ERROR
    for key in repo.contract.term("traces", "server_span", "on_server_error"):
        if (key in span.attributes) is not failed:
            yield f"{key} is {'missing' if failed else 'set'}"
    for key in sorted(OLD_NAMES & set(span.attributes)):
        yield f"{key} is a name of old"
    resource = {"service.name": repo.name, "service.version": VERSION, **ENVIRONMENT}
    for key in repo.contract.term("traces", "resource"):
        if span.resource.get(key) != resource.get(key):
            yield f"its resource says {key} {span.resource.get(key)!r}"


def _expected(repo: ServiceRepo, exchange: Exchange) -> tuple[str, dict[str, Value]]:
    """Name and attributes that are due; a request without a route has none in either."""
    question, contract = exchange.question, repo.contract
    method, route = method_of(contract, question), endpoint_of(contract, question)
    attributes: dict[str, Value] = {
        "http.request.method": method,
        "http.response.status_code": exchange.answer.status,
        "url.path": question.path.partition("?")[0],
        "url.scheme": "http",
    }
    if route == contract.term("http", "unmatched_endpoint"):
        return method, attributes
    return f"{method} {route}", {**attributes, "http.route": route}
