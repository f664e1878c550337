"""What services say is read as it was meant: metrics, log lines, spans, answers."""

import gzip

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1 import trace_pb2

from scaffold.errors import ScaffoldError
from scaffold.live import exposition, http, logs
from scaffold.live.collector import Collector
from scaffold.live.downstream import Downstream, always, first
from scaffold.live.process import free_port
from scaffold.live.routes import endpoint_of, method_of
from scaffold.live.service import Question
from scaffold.repo import ServiceRepo

HISTOGRAM = """# TYPE wait_seconds histogram
wait_seconds_bucket{path="a",le="0.5"} 1 # {trace_id="abc"} 0.1 1.0
wait_seconds_bucket{path="a",le="+Inf"} 2
wait_seconds_count{path="a"} 2
wait_seconds_sum{path="a"} 3
# TYPE calls counter
calls_total{path="a",status="1"} 4
calls_total{path="b",status="1"} 5
# EOF
"""


def test_shapes_have_the_names_of_queries():
    """Counters with ``_total``, histograms without ``_bucket``; ``le`` is no label of theirs."""
    shapes = exposition.parse(HISTOGRAM).shapes
    assert {name: (shape.type, shape.labels, shape.bounds) for name, shape in shapes.items()} == {
        "wait_seconds": ("histogram", {frozenset({"path"})}, {(0.5,)}),
        "calls_total": ("counter", {frozenset({"path", "status"})}, set()),
    }


def test_values_are_summed_over_the_labels_left_open():
    """As a query would."""
    scrape = exposition.parse(HISTOGRAM)
    assert (scrape.value("calls_total"), scrape.value("calls_total", path="b")) == (9, 5)
    assert scrape.value("none") == 0
    assert scrape.exemplars("wait_seconds_bucket") == {("trace_id", "abc")}


@pytest.mark.parametrize(
    "text", ["a 1\n", "# TYPE a counter\na 1\n# EOF\n", "<html>", "a{b=} 1\n# EOF\n"]
)
def test_exposition_that_is_not_valid_is_an_error(text):
    """No end, a counter without ``_total``, something else altogether."""
    with pytest.raises(ScaffoldError, match="no valid OpenMetrics"):
        exposition.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ('{"a": 1}\n', [{"a": 1}]),
        ('{"a": 1}\n{"b"', [{"a": 1}]),
        ("oops\n[1]\n", [{}, {}]),
    ],
)
def test_lines_are_read_once_they_are_complete(text, expected):
    """What is no object has no fields."""
    assert [line.fields for line in logs.parse(text)] == expected


@pytest.mark.parametrize(
    ("method", "path", "labels"),
    [
        ("GET", "/orders?a=b", ("GET", "/orders")),
        ("GET", "/orders/42", ("GET", "/orders/{order_id}")),
        ("GET", "/orders/42/items", ("GET", "_unmatched")),
        ("PATCH", "/orders", ("PATCH", "_unmatched")),
        ("get", "/orders", ("_OTHER", "_unmatched")),
    ],
)
def test_labels_of_a_request_are_the_contracts(fresh, method, path, labels):
    """Method and route, or what stands for those that are unknown."""
    contract, question = ServiceRepo(fresh).contract, Question(method, path)
    assert (method_of(contract, question), endpoint_of(contract, question)) == labels


@pytest.mark.parametrize("sent", ["whole", "gzip", "chunked"])
def test_spans_are_received(sent):
    """IDs as digits, kinds as words; compressed or not, in one piece or not."""
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.add(key="service.name").value.string_value = "orders"
    span = group.scope_spans.add().spans.add(
        name="GET /orders",
        kind=trace_pb2.Span.SPAN_KIND_SERVER,
        trace_id=bytes(range(16)),
        span_id=b"\1" * 8,
    )
    span.attributes.add(key="http.response.status_code").value.int_value = 500
    span.status.code = trace_pb2.Status.STATUS_CODE_ERROR
    body = request.SerializeToString()
    collector = Collector()
    try:
        port = int(collector.url.rpartition(":")[2])
        content = gzip.compress(body) if sent == "gzip" else body
        headers = {"Content-Encoding": sent} if sent == "gzip" else {}
        connection = http.connect(port)
        pieces = iter([content[:9], content[9:]]) if sent == "chunked" else content
        connection.request("POST", "/v1/traces", pieces, headers)
        assert connection.getresponse().status == 200
        connection.close()
        (seen,) = collector.of_trace("000102030405060708090a0b0c0d0e0f", "SERVER")
    finally:
        collector.close()
    assert (seen.name, seen.span_id, seen.parent_id, seen.failed) == (
        "GET /orders",
        "01" * 8,
        "",
        True,
    )
    assert seen.attributes == {"http.response.status_code": 500}
    assert seen.resource == {"service.name": "orders"}


def test_downstream_behaves_as_told_and_remembers():
    """Its own health is another matter."""
    downstream = Downstream()
    port = int(downstream.url.rpartition(":")[2])
    try:
        downstream.behave(first(503, ("Retry-After", "1")))
        answers = [http.send(port, "GET", "/stock/bolt", {"A": "b"}) for _ in range(2)]
        assert [answer.status for answer in answers] == [503, 200]
        assert answers[0].header("Retry-After") == "1"
        downstream.behave(always(404))
        downstream.healthy = False
        assert http.send(port, "GET", "/livez").status == 503
        assert http.send(port, "GET", "/stock/bolt").status == 404
    finally:
        downstream.close()
    assert [(call.path, call.headers.get("a")) for call in downstream.calls] == [
        ("/stock/bolt", "b"),
        ("/stock/bolt", "b"),
        ("/stock/bolt", None),
    ]


def test_silence_is_an_error_that_names_the_request():
    """Nobody listens there."""
    with pytest.raises(http.NoAnswerError, match="GET /orders has no answer: ConnectionRefused"):
        http.send(free_port(), "GET", "/orders")
