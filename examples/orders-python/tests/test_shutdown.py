"""Shutdown, in a real process: no request lost, the last spans sent, exit code 0."""

import asyncio
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
from harness import ROOT
from process import Process, collector
from test_logging import assert_valid


def slow_flags(folder: Path, milliseconds: int) -> str:
    """Return the path of a flags file that makes every request take this long."""
    document = json.loads((ROOT / "flags" / "flags.json").read_text())
    document["flags"]["fault.latency_ms"]["variants"]["slow"] = milliseconds
    document["flags"]["fault.latency_ms"]["defaultVariant"] = "slow"
    path = folder / "slow.json"
    path.write_text(json.dumps(document))
    return str(path)


async def test_sigterm_under_load_loses_no_request(start: Callable[..., Process]) -> None:
    """Callers that leave when they have been told a few times had an answer to everything."""
    process = start(DRAIN_DELAY_SECONDS="2", RATE_LIMIT_PER_SECOND="100000", LOG_LEVEL="WARN")
    process.wait_until_ready()
    statuses: list[int] = []

    async def call() -> None:
        told = 0
        async with httpx2.AsyncClient(base_url=process.url) as http:
            while told < 3:
                response = await http.post("/orders", json={"sku": "bolt", "quantity": 1})
                statuses.append(response.status_code)
                told += response.headers.get("Connection") == "close"

    callers = [asyncio.create_task(call()) for _ in range(10)]
    await asyncio.sleep(0.5)
    process.terminate()
    await asyncio.gather(*callers)
    assert process.wait() == 0
    assert len(statuses) > 40
    assert set(statuses) == {201}


async def test_request_in_flight_is_finished(start: Callable[..., Process], tmp_path: Path) -> None:
    """One that takes five seconds is answered, although SIGTERM came at its beginning."""
    process = start(DRAIN_DELAY_SECONDS="0", FLAGS_FILE=slow_flags(tmp_path, 5000))
    process.wait_until_ready()
    began = time.monotonic()
    async with httpx2.AsyncClient(timeout=10) as http:
        request = asyncio.create_task(http.get(f"{process.url}/orders"))
        await asyncio.sleep(0.3)
        process.terminate()
        response = await request
    assert response.status_code == 200
    assert time.monotonic() - began >= 5
    assert process.wait() == 0


def test_every_step_is_told_and_the_last_spans_arrive(start: Callable[..., Process]) -> None:
    """Not ready at once, still serving, then the end in order; every line follows the schema."""
    with collector() as traces:
        process = start(
            DRAIN_DELAY_SECONDS="1.5",
            OTEL_EXPORTER_OTLP_ENDPOINT=traces.url,
            OTEL_BSP_SCHEDULE_DELAY="60000",
        )
        process.wait_until_ready()
        process.terminate()
        with httpx2.Client(base_url=process.url) as http:
            until = time.monotonic() + 1
            while http.get("/readyz").status_code == 200 and time.monotonic() < until:
                time.sleep(0.01)
            assert http.get("/readyz").status_code == 503
            served = http.get("/orders")
        assert served.status_code == 200
        assert served.headers["Connection"] == "close"
        assert process.wait() == 0
    assert traces.span_names == ["GET /orders"]
    assert_valid(process.lines())
    steps = [
        "service started",
        "shutdown requested",
        "not ready any more, still serving",
        "no new connections, finishing requests in flight",
        "requests in flight are finished",
        "spans flushed",
        "service stopped",
    ]
    assert [message for message in process.messages() if message in steps] == steps


def test_collector_that_is_down_does_not_hold_the_process(start: Callable[..., Process]) -> None:
    """Lost spans are told, and cost seconds, not the grace period."""
    process = start(DRAIN_DELAY_SECONDS="0", OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")
    process.wait_until_ready()
    httpx2.get(f"{process.url}/orders")
    began = time.monotonic()
    process.terminate()
    assert process.wait() == 0
    assert time.monotonic() - began < 10
    assert_valid(process.lines())


def test_client_that_hangs_up_is_seen(start: Callable[..., Process], tmp_path: Path) -> None:
    """A closed connection ends the work behind it, and counts as 499."""
    process = start(DRAIN_DELAY_SECONDS="0", FLAGS_FILE=slow_flags(tmp_path, 5000))
    process.wait_until_ready()
    with socket.create_connection(("127.0.0.1", process.port)) as connection:
        connection.sendall(b"GET /orders HTTP/1.1\r\nHost: orders\r\n\r\n")
        time.sleep(0.2)
    wanted = 'http_requests_total{endpoint="/orders",method="GET",status="499"} 1.0'
    until = time.monotonic() + 10
    while wanted not in httpx2.get(f"{process.url}/metrics").text:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_large_body_is_refused_readably(start: Callable[..., Process]) -> None:
    """The answer is not lost to a reset of the connection while the body is still being sent."""
    process = start(MAX_BODY_BYTES="1000000")
    process.wait_until_ready()
    for _ in range(5):
        response = httpx2.post(f"{process.url}/orders", content=b"x" * 5_000_000)
        assert response.status_code == 413
        assert response.headers["X-Request-ID"] == response.json()["request_id"]
