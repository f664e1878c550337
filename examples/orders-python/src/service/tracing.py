"""Traces: one SERVER span a request, one CLIENT span a call, sent as OTLP over HTTP."""

import threading
from typing import Any

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, Status, StatusCode
from starlette.types import ASGIApp, Receive, Scope, Send

from service.contract import SERVICE_NAME
from service.endpoints import Endpoints, method_label
from service.redaction import redact_text
from service.request_id import current_request_id
from service.settings import Settings


def start_tracing(settings: Settings) -> TracerProvider:
    """Build the provider; without an endpoint spans still carry IDs into logs and calls."""
    origin = {
        "service.name": SERVICE_NAME,
        "service.version": settings.version,
        "deployment.environment.name": settings.environment,
    }
    provider = TracerProvider(resource=Resource.create(origin), shutdown_on_exit=False)
    if settings.traces_endpoint:
        exporter = OTLPSpanExporter(endpoint=settings.traces_endpoint)
        provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def stop_tracing(provider: TracerProvider, timeout_seconds: float) -> bool:
    """Send the last spans; return False if the collector did not take them in time."""
    flush = threading.Thread(target=provider.shutdown, name="flush-spans", daemon=True)
    flush.start()
    flush.join(timeout_seconds)
    return not flush.is_alive()


class Tracing:
    """Wraps a request in its SERVER span, named by the route and not by the path."""

    def __init__(self, app: ASGIApp, endpoints: Endpoints, provider: TracerProvider) -> None:
        self._endpoints = endpoints
        self._app = OpenTelemetryMiddleware(
            app,
            default_span_details=self._details,
            server_request_hook=_annotate,
            tracer_provider=provider,
            exclude_spans=["receive", "send"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _details(self, scope: Scope) -> tuple[str, dict[str, str]]:
        method = method_label(scope["method"])
        template = self._endpoints.template(scope["method"], scope["path"])
        if template is None:
            return method, {}
        return f"{method} {template}", {"http.route": template}


def mark_span(error: Exception) -> None:
    """Mark the current span as failed; it ends with the response, so this comes before it."""
    span = trace.get_current_span()
    span.record_exception(error)
    span.set_status(Status(StatusCode.ERROR, type(error).__name__))


def _annotate(span: Span, scope: dict[str, Any]) -> None:
    """Add the request ID, and take secrets out of the query."""
    if request_id := current_request_id():
        span.set_attribute("request_id", request_id)
    if query := scope["query_string"].decode("latin-1"):
        span.set_attribute("url.query", redact_text(query))
