"""Receives spans as an OpenTelemetry collector does: OTLP over HTTP, as protobuf."""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2

from scaffold.live.listener import Listener, Received, Reply

Value = str | int | float | bool


@dataclass(frozen=True)
class Span:
    """One span.

    Attributes:
        name: such as ``GET /orders``.
        kind: ``SERVER``, ``CLIENT``, ``INTERNAL``, ...
        trace_id: in hexadecimal digits, as are the other IDs.
        span_id: its own.
        parent_id: empty for a root.
        attributes: those with plain values.
        resource: what it comes from.
        failed: whether its status is an error.
        text: everything in it that is text, for secrets to be looked for.
    """

    name: str
    kind: str
    trace_id: str
    span_id: str
    parent_id: str
    attributes: Mapping[str, Value]
    resource: Mapping[str, Value]
    failed: bool
    text: str


class Collector:
    """Keeps all spans that it was sent."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.spans: list[Span] = []
        self._listener = Listener(self._take)
        self.url = self._listener.url

    def of_trace(self, trace_id: str, kind: str = "") -> list[Span]:
        """Spans of one trace, of one kind or of all."""
        return [
            span for span in self.spans if span.trace_id == trace_id and kind in {"", span.kind}
        ]

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def _take(self, received: Received) -> Reply:
        body = received.body
        if received.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        self.spans += _spans(ExportTraceServiceRequest.FromString(body))
        return Reply(200, headers=(("Content-Type", "application/x-protobuf"),))


def _spans(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for group in request.resource_spans:
        resource = _plain(group.resource.attributes)
        for scope in group.scope_spans:
            for span in scope.spans:
                yield Span(
                    name=span.name,
                    kind=trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent_id=span.parent_span_id.hex(),
                    attributes=_plain(span.attributes),
                    resource=resource,
                    failed=span.status.code == trace_pb2.Status.STATUS_CODE_ERROR,
                    text=str(span),
                )


def _plain(attributes: "Iterator[KeyValue] | list[KeyValue]") -> dict[str, Value]:
    found = {item.key: _value(item.value) for item in attributes}
    return {key: value for key, value in found.items() if value is not None}


def _value(value: AnyValue) -> Value | None:
    kind = value.WhichOneof("value")
    if kind in {"string_value", "int_value", "double_value", "bool_value"}:
        plain: Value = getattr(value, kind)
        return plain
    return None
