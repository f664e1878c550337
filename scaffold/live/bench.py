"""Where services of one repository run: started on demand, shared, and all ended with it."""

import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from scaffold.artifacts.contract import Contract
from scaffold.errors import ScaffoldError
from scaffold.language import Launch
from scaffold.live.collector import Collector
from scaffold.live.downstream import Downstream
from scaffold.live.flags import FlagsFile
from scaffold.live.logs import Line
from scaffold.live.process import Process, free_port
from scaffold.live.service import Exchange, Service
from scaffold.live.waiting import until

T = TypeVar("T")
Recording = Callable[["Bench"], T]
"""Runs services in a certain way and returns what was seen; made once, shared by checks.

None may wait for another one: they share few threads."""

START_SECONDS = 45.0
RECORDING_SECONDS = 180.0
SPANS_SECONDS, SETTLE_SECONDS = 8.0, 0.5
AT_ONCE = 4
DEPENDENCY = "inventory"
READY, LIVE = "/readyz", "/livez"
VERSION = "1.2.3-live"
QUOTED_LINES = 5


class Bench:
    """Starts services, makes recordings, and leaves nothing behind once it is closed."""

    def __init__(self, root: Path, build: Callable[[Path], Launch], contract: Contract) -> None:
        """Start no service yet.

        Args:
            root: the repository.
            build: builds its service and says how to start it.
            contract: what the service promises.
        """
        self.collector = Collector()
        self.contract = contract
        self.services: list[Service] = []
        self._root = root
        self._build = build
        self._launch: Launch | ScaffoldError | None = None
        self._building = threading.Lock()
        self._lock = threading.Lock()
        self._recordings: dict[Recording[Any], Future[Any]] = {}
        self._workers = ThreadPoolExecutor(AT_ONCE, "recording")
        self._scratch = tempfile.TemporaryDirectory(prefix="scaffold-live-")
        self._numbers = count()
        self._processes: list[Process] = []
        self._downstreams: list[Downstream] = []
        self._closed = threading.Event()

    def begin(self, *recordings: Recording[Any]) -> None:
        """Make recordings in the background, in this order."""
        for recording in recordings:
            self._future(recording)

    def get(self, recording: Recording[T]) -> T:
        """What a recording saw, made now if it was not begun before.

        Raises:
            ScaffoldError: the service did not start, or did not answer.
        """
        try:
            return self._future(recording).result(RECORDING_SECONDS)
        except TimeoutError:
            seconds = f"{RECORDING_SECONDS:g} s"
            raise ScaffoldError(f"{recording.__module__} did not end within {seconds}") from None

    def build(self) -> Launch:
        """Build the service, once, and say how it is started.

        Raises:
            ScaffoldError: it cannot be built; the same for all who ask.
        """
        with self._building:
            if self._launch is None:
                try:
                    self._launch = self._build(self._root)
                except ScaffoldError as error:
                    self._launch = error
            if isinstance(self._launch, ScaffoldError):
                raise self._launch
            return self._launch

    def start(
        self, flags: Mapping[str, Any] | None = None, /, *, awaited: str = READY, **settings: str
    ) -> Service:
        """Start a service and wait until a probe, the readiness one unless told, says yes.

        Raises:
            ScaffoldError: it ends or is not ready in time; quotes its last lines.
        """
        service = self.start_unready(flags, **settings)
        process = service.process
        ready = until(
            lambda: process.code is not None or service.status(awaited) == 200,  # noqa: PLR2004
            START_SECONDS,
        )
        if process.code is not None or not ready:
            said = [*process.stdout().splitlines(), *process.stderr().splitlines()]
            last = "".join(f"\n  {text}" for text in said[-QUOTED_LINES:])
            state = "still not ready" if process.code is None else f"ended with {process.code}"
            raise ScaffoldError(f"the service does not start: {state}:{last}")
        return service

    def start_unready(self, flags: Mapping[str, Any] | None = None, /, **settings: str) -> Service:
        """Start a service, on a free port and with a dependency of its own."""
        self._stop_if_closed()
        launch = self.build()
        folder = Path(self._scratch.name, str(next(self._numbers)))
        folder.mkdir()
        file = FlagsFile(self._root, folder)
        for name, value in (flags or {}).items():
            file.set(name, value=value)
        port, downstream = free_port(), Downstream()
        standard = {
            "PORT": str(port),
            "ENVIRONMENT": "staging",
            "SERVICE_VERSION": VERSION,
            "DEPENDENCIES": f"{DEPENDENCY}={downstream.url}",
            "DRAIN_DELAY_SECONDS": "0",
            "RATE_LIMIT_PER_SECOND": "100000",
            "RATE_LIMIT_BURST": "100000",
            "FLAGS_FILE": str(file.path),
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        with self._lock:
            self._downstreams.append(downstream)
            self._stop_if_closed()
            process = Process(launch, {**standard, **settings}, folder)
            self._processes.append(process)
            service = Service(process, port, file, downstream)
            self.services.append(service)
        return service

    def lines_of(self, request_id: str) -> list[Line]:
        """Log lines of one request, whichever service wrote them."""
        return [line for service in self.services for line in service.lines_of(request_id)]

    def settle(self, exchanges: Iterable[Exchange]) -> None:
        """Wait until the spans of these have arrived, and a little more for what should not."""
        traces = {exchange.question.trace_id for exchange in exchanges}
        until(lambda: traces <= {span.trace_id for span in self.collector.spans}, SPANS_SECONDS)
        self.pause(SETTLE_SECONDS)

    def pause(self, seconds: float) -> None:
        """Wait; the end of the bench ends the wait too."""
        self._closed.wait(seconds)
        self._stop_if_closed()

    def close(self) -> None:
        """End everything that runs."""
        self._closed.set()
        with self._lock:
            for process in self._processes:
                process.kill()
        self._workers.shutdown(wait=True, cancel_futures=True)
        for downstream in self._downstreams:
            downstream.close()
        self.collector.close()
        self._scratch.cleanup()

    def _future(self, recording: Recording[T]) -> Future[T]:
        with self._lock:
            if recording not in self._recordings:
                self._recordings[recording] = self._workers.submit(recording, self)
            return self._recordings[recording]

    def _stop_if_closed(self) -> None:
        if self._closed.is_set():
            raise ScaffoldError("the run has ended")
