"""Requests are traced with OpenTelemetry.

Why: a trace shows in one picture which of six services was slow. Logs of six services show it
after an hour.

Met: OpenTelemetry makes a span of each request: by an instrumentation that the code sets up, or
by the agent that starts the service.

Not met: nothing does. A library that is only listed shows nothing, and neither does an exporter
without an instrumentation.

Fix: set up the instrumentation of the framework, name spans by route, export by OTLP.

Waive: when a vendor's own tracer does it.
"""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.signs import AGENTS, SERVER_SPANS
from scaffold.scorecard.verdicts import by_signs

ID = "requests-are-traced"
LEVEL = Level.SILVER
SECTION = "1. Observability: Distributed Tracing"
SENTENCE = "Use OpenTelemetry. Every request should span the entire lifecycle across microservices."

AGAINST = (
    Sign(Kind.MANIFEST, r"opentelemetry|go\.opentelemetry\.io", "listed, and nothing is traced"),
    Sign(Kind.START, r"\"@opentelemetry/", "listed, and nothing is traced"),
    Sign(
        Kind.PYTHON,
        r"\bTracerProvider\(",
        "a provider is set up, and no request becomes a span",
    ),
    Sign(Kind.START, r"\bddtrace-run\b|\bdd-java-agent\b", "a vendor's own tracer"),
)


def judge(reading: Reading) -> Verdict:
    """Look for what makes spans of requests; see the module."""
    return by_signs(
        reading,
        (*SERVER_SPANS, *AGENTS),
        wanted="instrumentation by OpenTelemetry",
        proof="look for a trace of a request in the tracing backend",
        against=AGAINST,
    )
