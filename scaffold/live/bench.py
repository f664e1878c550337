"""Where services of one repository run: started on demand, shared, and all ended with it."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from scaffold.artifacts.contract import Contract
from scaffold.errors import ScaffoldError
from scaffold.language import Launch
from scaffold.live.collector import Collector
from scaffold.live.downstream import Downstream
from scaffold.live.flags import FlagsFile
from scaffold.live.logs import Line
from scaffold.live.process import free_port
from scaffold.live.room import Room
from scaffold.live.service import Exchange, Service
from scaffold.live.waiting import until

T = TypeVar("T")
Recording = Callable[["Bench"], T]
"""Runs services in a certain way and returns what was seen; made once, shared by checks.

None may wait for another one: they share few threads."""

START_SECONDS = 45.0
RECORDING_SECONDS = 600.0
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
        self.root = root
        self.room = Room()
        self.services: list[Service] = []
        self._build = build
        self._launch: Launch | ScaffoldError | None = None
        self._building = threading.Lock()
        self._lock = threading.Lock()
        self._recordings: dict[Recording[Any], Future[Any]] = {}
        self._workers = ThreadPoolExecutor(AT_ONCE, "recording")
        self._apart = ThreadPoolExecutor(thread_name_prefix="long-recording")

    def begin(self, *recordings: Recording[Any], apart: bool = False) -> None:
        """Make recordings in the background, in this order.

        Args:
            recordings: what to make.
            apart: they take minutes of waiting, so that each needs a thread that no other one has.
        """
        for recording in recordings:
            self._future(recording, self._apart if apart else self._workers)

    def get(self, recording: Recording[T]) -> T:
        """What a recording saw, made now if it was not begun before.

        Raises:
            ScaffoldError: the service did not start, or did not answer.
        """
        try:
            return self._future(recording, self._workers).result(RECORDING_SECONDS)
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
                    self._launch = self._build(self.root)
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
        launch, folder = self.build(), self.room.folder()
        file = FlagsFile(self.root, folder)
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
        self.room.keep(downstream)
        process = self.room.run(launch, {**standard, **settings}, folder)
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
        self.room.pause(seconds)

    def until(
        self, condition: Callable[[], object], timeout_seconds: float, step_seconds: float = 0.5
    ) -> bool:
        """Wait until a condition holds; whether it did so in time. Meant for minutes."""
        return self.room.until(condition, timeout_seconds, step_seconds)

    def close(self) -> None:
        """End everything that runs."""
        self.room.end()
        for workers in (self._workers, self._apart):
            workers.shutdown(wait=True, cancel_futures=True)
        self.room.close()
        self.collector.close()

    def _future(self, recording: Recording[T], workers: ThreadPoolExecutor) -> Future[T]:
        with self._lock:
            if recording not in self._recordings:
                self._recordings[recording] = workers.submit(recording, self)
            return self._recordings[recording]
