"""Request metrics: what is counted, under which labels, and what is not."""

import asyncio
import random
import string
from collections.abc import AsyncIterator, Callable

import pytest
from harness import Harness, send_raw
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from starlette.types import Message, Receive, Scope, Send

from service.request_limits import RequestLimits

OPENMETRICS = {"Accept": "application/openmetrics-text; version=1.0.0"}


async def test_counter_equals_the_histograms_count(service: Harness) -> None:
    """For every label set, whatever happened."""
    await service.order()
    for path in ("/orders", "/orders/none", "/nowhere"):
        for method in ("GET", "HEAD", "PATCH", "DELETE", "BREW"):
            await service.http.request(method, path)
    counted = service.series("http_requests_total")
    assert sum(counted.values()) == 16
    assert counted == service.series("http_request_duration_seconds_count")


async def test_known_series_start_at_zero(build: Callable[..., Harness]) -> None:
    """The first scrape has every route, status and state: no rate misses its first event."""
    service = build(lambda _: None)
    for name in (
        "http_requests_total",
        "retry_attempts_total",
        "rate_limit_decisions_total",
        "circuit_breaker_transitions_total",
    ):
        assert set(service.series(name).values()) == {0}, name
    labels = {"method": "POST", "endpoint": "/orders", "status": "503"}
    assert service.sample("http_requests_total", **labels) == 0
    assert service.sample("http_requests_in_flight") == 0
    labels = {"flag": "express-orders", "variant": "on", "reason": "static"}
    assert service.sample("feature_flag_evaluations_total", **labels) == 0


async def test_random_paths_add_at_most_two_series(service: Harness) -> None:
    """A scanner cannot blow up the time series database."""
    before = len(service.series("http_requests_total"))
    chance = random.Random(1)
    for _ in range(300):
        path = "".join(chance.choices(string.ascii_letters + string.digits + "/%._-", k=20))
        await service.http.get("/" + path.replace("%", "%25"))
    assert len(service.series("http_requests_total")) - before <= 2


@pytest.mark.parametrize("method", ["brew", "get", "TRACE", "X" * 200, "PROPFIND"])
async def test_unknown_methods_are_one_label(service: Harness, method: str) -> None:
    """A method is a known one in upper case, or `_OTHER`."""
    await send_raw(service, method, "/orders", {}, {"type": "http.request"})
    labels = {"method": "_OTHER", "endpoint": "_unmatched", "status": "405"}
    assert service.sample("http_requests_total", **labels) == 1


async def test_method_not_allowed_says_what_is(service: Harness) -> None:
    """405 lists all methods of the path, and counts as unmatched."""
    response = await service.http.patch("/orders/42")
    assert response.status_code == 405
    assert response.headers["Allow"] == "DELETE, GET, PUT"
    labels = {"method": "PATCH", "endpoint": "_unmatched", "status": "405"}
    assert service.sample("http_requests_total", **labels) == 1


async def test_unhandled_exception_counts_as_500(
    service: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug is a failed request, with the route's own label."""
    monkeypatch.setattr("service.order_store.OrderStore.newest", lambda *_: 1 / 0)
    assert (await service.http.get("/orders")).status_code == 500
    labels = {"method": "GET", "endpoint": "/orders", "status": "500"}
    assert service.sample("http_requests_total", **labels) == 1
    assert service.sample("http_requests_in_flight") == 0


async def test_client_abort_counts_as_499(build: Callable[..., Harness]) -> None:
    """A caller that hangs up is not our failure; its work is cancelled."""
    service = build(flags={"fault.latency_ms": 30_000})
    sent = await send_raw(service, "GET", "/orders", {}, {"type": "http.request"})
    labels = {"method": "GET", "endpoint": "/orders", "status": "499"}
    assert service.sample("http_requests_total", **labels) == 1
    (line,) = service.access_lines()
    assert line["status"] == 499
    assert line["duration_seconds"] < 5
    assert sent == []


async def test_client_abort_while_sending_counts_as_499(service: Harness) -> None:
    """So does one that hangs up in the middle of its body."""
    begun = {"type": "http.request", "body": b'{"sku"', "more_body": True}
    assert await send_raw(service, "POST", "/orders", {}, begun) == []
    labels = {"method": "POST", "endpoint": "/orders", "status": "499"}
    assert service.sample("http_requests_total", **labels) == 1


async def test_hanging_up_after_the_answer_is_no_abort(service: Harness) -> None:
    """Every connection ends some time."""
    await send_raw(service, "GET", "/nowhere", {}, {"type": "http.request"})
    labels = {"method": "GET", "endpoint": "_unmatched", "status": "404"}
    assert service.sample("http_requests_total", **labels) == 1


async def test_work_after_the_answer_is_not_cancelled() -> None:
    """What a handler does once it has answered is its own affair, not the client's."""
    answered = asyncio.Event()
    finished = False

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        nonlocal finished
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        await asyncio.sleep(0.02)
        finished = True

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            answered.set()

    events = iter(["http.request", "http.disconnect"])

    async def receive() -> Message:
        event = next(events)
        if event == "http.disconnect":
            await answered.wait()
        return {"type": event}

    limits = RequestLimits(app, max_body_bytes=1, timeout_seconds=1)
    await limits({"type": "http"}, receive, send)
    assert finished


async def test_body_that_is_too_large_counts_as_413(build: Callable[..., Harness]) -> None:
    """Whether its length was announced or not."""
    service = build(max_body_bytes=100)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 10

    announced = await service.http.post("/orders", content=b"x" * 101)
    streamed = await service.http.post("/orders", content=chunks())
    assert [announced.status_code, streamed.status_code] == [413, 413]
    labels = {"method": "POST", "endpoint": "/orders", "status": "413"}
    assert service.sample("http_requests_total", **labels) == 2


async def test_request_that_takes_too_long_counts_as_503(build: Callable[..., Harness]) -> None:
    """The caller is told to come back."""
    service = build(flags={"fault.latency_ms": 30_000}, request_timeout_seconds=0.05)
    response = await service.http.get("/orders")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    labels = {"method": "GET", "endpoint": "/orders", "status": "503"}
    assert service.sample("http_requests_total", **labels) == 1


async def test_probes_and_metrics_are_not_counted_traced_or_logged(service: Harness) -> None:
    """A probe every second would drown the traffic it watches over."""
    for path in ("/livez", "/readyz", "/startupz", "/metrics"):
        await service.http.get(path)
        await service.http.post(path)
    assert sum(service.series("http_requests_total").values()) == 0
    assert service.spans() == []
    assert service.access_lines() == []


async def test_openmetrics_carries_exemplars(service: Harness) -> None:
    """Counter and histogram lead to the trace of a request that they counted."""
    await service.http.get("/orders")
    (span,) = service.spans()
    assert span.context is not None
    response = await service.http.get("/metrics", headers=OPENMETRICS)
    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    parsed = text_string_to_metric_families(response.text)  # type: ignore[no-untyped-call]
    families = {family.name: family for family in parsed}
    for name in ("http_requests", "http_request_duration_seconds"):
        exemplars = [s.exemplar.labels for s in families[name].samples if s.exemplar]
        assert exemplars == [{"trace_id": f"{span.context.trace_id:032x}"}]


async def test_unsampled_trace_leaves_no_exemplar(service: Harness) -> None:
    """An exemplar that leads nowhere is worse than none."""
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
    await service.http.get("/orders", headers={"traceparent": parent})
    response = await service.http.get("/metrics", headers=OPENMETRICS)
    assert "trace_id" not in response.text


async def test_text_format_is_the_default(service: Harness) -> None:
    """Without a wish the plain text format is answered; no `_created` series in either."""
    plain = await service.http.get("/metrics")
    open_metrics = await service.http.get("/metrics", headers=OPENMETRICS)
    assert plain.headers["Content-Type"].startswith("text/plain")
    assert "_created" not in plain.text + open_metrics.text
    assert (
        'build_info{environment="development",language="python",version="0.0.0"} 1.0' in plain.text
    )
