"""The metrics of `observability/contract.yaml`, each with its label sets at zero from the start."""

from collections.abc import Iterable
from typing import Final

from opentelemetry import trace
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from service.contract import DURATION_BUCKETS_SECONDS, NO_ANSWER_STATUS
from service.settings import LOG_LEVELS, Settings

BREAKER_STATES: Final = ("closed", "open", "half_open")
RETRY_OUTCOMES: Final = ("success", "retry", "exhausted")

disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """Every metric of one service, in a registry of its own."""

    def __init__(self, settings: Settings) -> None:
        self.registry = registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)
        self.requests = Counter(
            "http_requests_total",
            "Requests answered.",
            ["method", "endpoint", "status"],
            registry=registry,
        )
        self.request_duration = Histogram(
            "http_request_duration_seconds",
            "Time from a request's arrival to the end of its answer.",
            ["method", "endpoint", "status"],
            buckets=DURATION_BUCKETS_SECONDS,
            registry=registry,
        )
        self.requests_in_flight = Gauge(
            "http_requests_in_flight",
            "Requests being worked on.",
            registry=registry,
        )
        self.client_request_duration = Histogram(
            "http_client_request_duration_seconds",
            "Time of one attempt of a call to a dependency.",
            ["peer", "method", "status"],
            buckets=DURATION_BUCKETS_SECONDS,
            registry=registry,
        )
        self.breaker_state = Gauge(
            "circuit_breaker_state",
            "1 for the state the circuit breaker is in, 0 for the others.",
            ["name", "state"],
            registry=registry,
        )
        self.breaker_transitions = Counter(
            "circuit_breaker_transitions_total",
            "Changes of a circuit breaker into a state.",
            ["name", "state"],
            registry=registry,
        )
        self.retry_attempts = Counter(
            "retry_attempts_total",
            "Attempts of calls to a dependency by how they ended.",
            ["name", "outcome"],
            registry=registry,
        )
        self.rate_limit_decisions = Counter(
            "rate_limit_decisions_total",
            "Requests that the rate limiter let in or turned away.",
            ["limiter", "decision"],
            registry=registry,
        )
        self.flag_evaluations = Counter(
            "feature_flag_evaluations_total",
            "Evaluations of feature flags by the variant served.",
            ["flag", "variant", "reason"],
            registry=registry,
        )
        self.log_messages = Counter(
            "log_messages_total",
            "Log lines written.",
            ["level"],
            registry=registry,
        )
        self.ready = Gauge(
            "service_ready",
            "1 while the readiness probe succeeds.",
            registry=registry,
        )
        self.build_info = Gauge(
            "build_info",
            "Always 1; its labels say what is running.",
            ["version", "environment", "language"],
            registry=registry,
        )
        self.build_info.labels(settings.version, settings.environment, "python").set(1)
        for level in LOG_LEVELS:
            self.log_messages.labels(level)

    def declare_route(self, method: str, endpoint: str, statuses: Iterable[int]) -> None:
        """Start a route's series at zero: a rate over a newborn one misses its first event."""
        for status in statuses:
            self.requests.labels(method, endpoint, str(status))
            self.request_duration.labels(method, endpoint, str(status))

    def declare_dependency(self, name: str) -> None:
        """Start the series of a dependency at zero, its circuit breaker closed."""
        for status in ("200", NO_ANSWER_STATUS):
            self.client_request_duration.labels(name, "GET", status)
        for outcome in RETRY_OUTCOMES:
            self.retry_attempts.labels(name, outcome)
        for state in BREAKER_STATES:
            self.breaker_transitions.labels(name, state)
        self.set_breaker_state(name, "closed")

    def set_breaker_state(self, name: str, state: str) -> None:
        """Mark the one state that the breaker is in."""
        for known in BREAKER_STATES:
            self.breaker_state.labels(name, known).set(known == state)

    def observe_request(self, method: str, endpoint: str, status: str, seconds: float) -> None:
        """Count one answered request; counter and histogram never disagree."""
        exemplar = _exemplar()
        self.requests.labels(method, endpoint, status).inc(exemplar=exemplar)
        self.request_duration.labels(method, endpoint, status).observe(seconds, exemplar)

    def observe_client_request(self, peer: str, method: str, status: str, seconds: float) -> None:
        """Count one attempt of a call to a dependency."""
        self.client_request_duration.labels(peer, method, status).observe(seconds, _exemplar())

    def count_log_message(self, level: str) -> None:
        """Count one written log line."""
        self.log_messages.labels(level).inc()


def _exemplar() -> dict[str, str] | None:
    """Name the current trace, if it is kept: an exemplar that leads nowhere is worse than none."""
    span = trace.get_current_span().get_span_context()
    if not (span.is_valid and span.trace_flags.sampled):
        return None
    return {"trace_id": trace.format_trace_id(span.trace_id)}
