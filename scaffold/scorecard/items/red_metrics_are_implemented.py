"""RED metrics are implemented: rate, errors, duration.

Why: these three tell within a minute whether users are served. What they do not show, no user
feels.

Met: a library measures every request (such as prometheus-fastapi-instrumentator, promhttp's
``InstrumentHandlerDuration``, express-prom-bundle, Spring's actuator with a Micrometer registry),
or the code has a histogram of request durations, and the status of requests is a label of it or
of a counter.

Not met: there is no such histogram, or nothing tells failed requests from others. Unknown where
OpenTelemetry traces requests, and may measure them as well.

Fix: ``http_requests_total{method,endpoint,status}`` and ``http_request_duration_seconds``, in one
middleware around every route.

Waive: when a mesh in front measures every request, and alerts use what it measures.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.signs import AGENTS, SERVER_SPANS
from scaffold.scorecard.verdicts import met, not_met, unfound, unknown

ID = "red-metrics-are-implemented"
LEVEL = Level.BRONZE
SECTION = "Checklist"
SENTENCE = "RED metrics implemented."

_STATUS = r"[\"'`](?:http_)?(?:response_)?(?:status|code|status_code|statusCode|error)[\"'`]"
_NAME = (
    r"[\"'`](?!\w{0,60}client)\w{0,60}(?:request|http|rpc|latency)\w{0,60}"
    r"(?:duration|latency|seconds|time|ms|milliseconds)\w{0,60}[\"'`]"
)
_COUNTED = r"[\"'`](?!\w{0,60}client)\w{0,60}(?:request|response|http|rpc|error)\w{0,60}[\"'`]"
_ACTUATOR = r"spring-boot-starter-actuator|quarkus|micronaut"
_HISTOGRAM = {
    Kind.PYTHON: r"\bHistogram\(",
    Kind.GO: r"\bHistogramOpts\{|\b\w*\.[hH]istogram\(",
    Kind.JAVASCRIPT: r"\bnew (?:\w+\.)?Histogram(?:<[^>\n]*>)?\(",
}
_COUNTER = {
    Kind.PYTHON: r"\bCounter\(",
    Kind.GO: r"\bCounterOpts\{|\b\w*\.[cC]ounter\(",
    Kind.JAVASCRIPT: r"\bnew (?:\w+\.)?Counter(?:<[^>\n]*>)?\(",
}
_APART = r"[^;]{0,300}?"

MEASURED = (
    Sign(
        Kind.PYTHON,
        r"\bInstrumentator\(",
        "every request is measured",
        needs=r"\bprometheus_fastapi_instrumentator\b",
    ),
    Sign(
        Kind.PYTHON,
        r"\b(?:Gunicorn|Uwsgi)?(?:Internal)?PrometheusMetrics\(",
        "every request is measured",
        needs=r"\bprometheus_flask_exporter\b",
    ),
    Sign(Kind.PYTHON, r"[\"']django_prometheus\.middleware\.", "every request is measured"),
    Sign(
        Kind.PYTHON,
        r"add_middleware\(\s*PrometheusMiddleware\b|\bMiddleware\(\s*PrometheusMiddleware\b",
        "every request is measured",
    ),
    Sign(
        Kind.GO,
        r"\bpromhttp\.InstrumentHandlerDuration\(|\bginprometheus\.New\w*\("
        r"|\bechoprometheus\.NewMiddleware\w*\(|\bfiberprometheus\.New\w*\("
        r"|\bchiprometheus\.New\w*\(|\bgrpc_?prom(?:etheus)?\.(?:NewServerMetrics|Unary)\w*",
        "every request is measured",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\b(?:use|register)\(\s*(?:(?:await )?(?:require|import)\(\s*)?[\w\"'@/-]{0,40}"
        r"(?i:prom|metrics)",
        "every request is measured",
        needs=r"[\"'](?:express-prom-bundle|fastify-metrics|prometheus-api-metrics)[\"']",
    ),
    Sign(
        Kind.BUILD,
        r"micrometer-registry-(?:prometheus|otlp)|quarkus-micrometer",
        "the framework measures every request",
        needs=_ACTUATOR,
    ),
)
DURATIONS = tuple(
    Sign(kind, pattern, "a histogram holds the durations of requests", near=_NAME)
    for kind, pattern in _HISTOGRAM.items()
)
WITH_STATUS = tuple(
    Sign(
        kind,
        pattern,
        "a histogram holds the durations of requests by their status",
        near=rf"\A{_APART}{_NAME}{_APART}{_STATUS}",
    )
    for kind, pattern in _HISTOGRAM.items()
)
COUNTS = tuple(
    Sign(
        kind,
        pattern,
        "requests are counted by their status",
        near=rf"\A{_APART}{_COUNTED}{_APART}{_STATUS}",
    )
    for kind, pattern in _COUNTER.items()
)


def judge(reading: Reading) -> Verdict:
    """Look for what measures requests; see the module."""
    whole = reading.find(MEASURED)
    if whole:
        return met(whole[0].shows, whole)
    durations, counts = reading.find(DURATIONS), reading.find(COUNTS)
    with_status = reading.find(WITH_STATUS)
    if with_status or (durations and counts):
        shown = (*with_status, *counts, *durations)
        return met("rate, errors and duration are measured", shown)
    if durations:
        return not_met("durations are measured, but no status tells failed requests", durations)
    if counts:
        return not_met("requests are counted, but their duration is not measured", counts)
    instrumented = reading.find((*AGENTS, *SERVER_SPANS))
    if instrumented:
        return unknown(
            "OpenTelemetry's instrumentation can measure requests as well: look for "
            "http.server.request.duration where metrics arrive",
            instrumented,
        )
    return unfound(reading, "histogram of request durations", "look at what /metrics answers")
