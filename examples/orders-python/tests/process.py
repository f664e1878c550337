"""The service as a real process, and what it talks to."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 20


class Process:
    """`python -m service` on a free port, its output in a file."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._output = folder / "stdout"
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        settings = {"PORT": str(self.port), "PYTHONPATH": str(ROOT / "src"), **environment}
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service"],
                cwd=ROOT,
                env=kept | settings,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_until_ready(self) -> None:
        """Return once traffic is welcome."""
        self.wait_until("/readyz", 200)

    def wait_until(self, path: str, status: int) -> None:
        """Return once a GET of `path` is answered with `status`."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(httpx2.TransportError):
                if httpx2.get(f"{self.url}{path}").status_code == status:
                    return
            time.sleep(0.02)
        raise AssertionError(self._output.read_text())

    def terminate(self) -> None:
        """Send SIGTERM, as Kubernetes does."""
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Return the exit code, once there is one."""
        return self._process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()

    def lines(self) -> list[dict[str, Any]]:
        """Return the log lines; everything on stdout and stderr must be one."""
        return [json.loads(line) for line in self._output.read_text().splitlines()]

    def messages(self) -> list[str]:
        """Return what was said."""
        return [line["message"] for line in self.lines()]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Collector:
    """An OTLP receiver that remembers the names of the spans it was sent."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.span_names: list[str] = []

    def take(self, body: bytes) -> None:
        """Unpack one export request."""
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.span_names += [span.name for span in scope.spans]


@contextlib.contextmanager
def collector() -> Iterator[Collector]:
    """Run an OTLP receiver."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        found = Collector(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
