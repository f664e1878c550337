"""A service within the test's own process, with its log lines, spans and metrics in reach."""

import asyncio
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.app import build_app
from service.lifecycle import Lifecycle
from service.logs import configure_logs
from service.metrics import Metrics
from service.settings import Dependency, Settings
from service.tracing import start_tracing

ROOT = Path(__file__).parents[1]
INVENTORY = Dependency("inventory", "http://inventory.test:8080")

Answer = Callable[[httpx2.Request], httpx2.Response]


class Harness:
    """One service; `answer` stands in for everything that it calls."""

    def __init__(self, folder: Path, answer: Answer | None = None, **changes: Any) -> None:
        self.flags_file = folder / "flags.json"
        shutil.copy(ROOT / "flags" / "flags.json", self.flags_file)
        for name, value in changes.pop("flags", {}).items():
            self.set_flag(name, value)
        dependencies = (INVENTORY,) if answer else ()
        settings = Settings(flags_file=self.flags_file, dependencies=dependencies)
        self.settings = replace(settings, **changes)
        self.metrics = Metrics(self.settings)
        self._log = io.StringIO()
        configure_logs(self.settings, self.metrics.count_log_message, self._log)
        provider = start_tracing(self.settings)
        self._exporter = InMemorySpanExporter()
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.lifecycle = Lifecycle(self.settings.drain_delay_seconds)
        transport = httpx2.MockTransport(answer) if answer else None
        self.app = build_app(self.settings, self.metrics, provider, self.lifecycle, transport)
        self.lifecycle.start()
        self.http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://orders.test",
        )

    def set_flag(self, name: str, value: Any) -> None:
        """Let the file say `value`; the service sees it when it looks again."""
        document = json.loads(self.flags_file.read_text())
        flag = document["flags"][name]
        flag["variants"]["test"] = value
        flag["defaultVariant"] = "test"
        self.flags_file.write_text(json.dumps(document))

    def lines(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return the log lines that hold `wanted`."""
        lines = [json.loads(line) for line in self._log.getvalue().splitlines()]
        return [line for line in lines if wanted.items() <= line.items()]

    def access_lines(self) -> list[dict[str, Any]]:
        """Return the lines of the access log."""
        return [line for line in self.lines() if "endpoint" in line]

    def spans(self, kind: str = "SERVER") -> list[ReadableSpan]:
        """Return the finished spans of a kind."""
        return [span for span in self._exporter.get_finished_spans() if span.kind.name == kind]

    def sample(self, metric: str, /, **labels: str) -> float | None:
        """Return a metric's value, None where there is no such series."""
        return self.metrics.registry.get_sample_value(metric, labels)

    def series(self, name: str) -> dict[frozenset[tuple[str, str]], float]:
        """Return all series of one sample name with their values."""
        return {
            frozenset(sample.labels.items()): sample.value
            for family in self.metrics.registry.collect()
            for sample in family.samples
            if sample.name == name
        }

    async def order(self, sku: str = "bolt", quantity: int = 2) -> httpx2.Response:
        """Create an order."""
        return await self.http.post("/orders", json={"sku": sku, "quantity": quantity})


async def send_raw(
    harness: Harness, method: str, path: str, headers: dict[str, str], *events: dict[str, Any]
) -> list[dict[str, Any]]:
    """Speak ASGI directly: what a client library would not send. Return the messages sent back.

    After `events` the client hangs up.
    """
    pending = [*events, {"type": "http.disconnect"}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return pending.pop(0) if len(pending) > 1 else pending[0]

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("203.0.113.7", 4711),
        "server": ("orders.test", 80),
    }
    await harness.app(scope, receive, send)
    return sent
