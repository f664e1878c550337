"""Members worked on by the workers of a Dask cluster; the only importer of Dask.

A worker that dies takes no member with it: the scheduler hands its members to others, until one has
seen as many deaths as the scheduler allows. So work must be such that it can be begun again.
"""

import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from itertools import count, islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Generic

from scaffold.errors import ScaffoldError, UsageError
from scaffold.fleet.executors.done import Done, Item, Value, do
from scaffold.fleet.executors.worker import fingerprint, own_place
from scaffold.fleet.members import Member

try:
    from distributed import CancelledError, Client, Future, KilledWorker, Security, get_worker
except ImportError as error:
    raise UsageError(f"--executor dask: needs `pip install dask distributed`: {error}") from None

_PATIENCE_SECONDS = 15.0
_LOOK_SECONDS = 5.0
_AHEAD = 2  # members that a worker has: the one it works on, and the next


def spread(
    work: Callable[[Item], Value], items: Sequence[Item], jobs: int, address: str
) -> Iterator[Done[Item, Value]]:
    """Do the work for every item, in the order in which they are finished.

    Args:
        work: is sent along with each item, so it carries little.
        items: what it is done for; few are sent ahead, however many there are.
        jobs: how many may be on their way at once; 0 is as many as keep every worker busy.
        address: of the scheduler.

    Raises:
        ScaffoldError: no scheduler or no worker answers, or a worker has another scaffold.
    """
    if not items:
        return
    with _connected(address) as client:
        try:
            yield from _Course(client, work, jobs).rows(iter(items))
        except (OSError, TimeoutError) as error:
            raise ScaffoldError(f"{address}: the scheduler is gone: {error}") from None


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    for name in ("distributed", "distributed.client"):  # what matters is said here, once
        logging.getLogger(name).handlers = [logging.NullHandler()]
    if address.startswith("tls://") and not Security().get_connection_args("client")["ssl_context"]:
        raise UsageError(f"{address}: Dask's settings name no certificates: distributed.comm.tls")
    try:
        client = Client(address, timeout=_PATIENCE_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ScaffoldError(f"{address}: no scheduler of Dask answers: {error}") from None
    try:
        _await_worker(client)
        _require_same(client)
        yield client
    finally:
        client.close()


def _await_worker(client: Client) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
    except TimeoutError:
        seconds = f"{_PATIENCE_SECONDS:.0f} s"
        where = client.scheduler.address
        raise ScaffoldError(f"{where}: the scheduler has had no worker for {seconds}") from None


def _require_same(client: Client) -> None:
    """Refuse workers that would work in another way than this machine does."""
    ours = metadata.version("scaffold")
    said = client.run(metadata.version, "scaffold", on_error="return")
    for worker, version in sorted(said.items()):
        if isinstance(version, metadata.PackageNotFoundError):
            raise ScaffoldError(f"worker {worker}: has no scaffold; install {ours} there")
        if isinstance(version, str) and version != ours:  # or it is gone by now
            raise ScaffoldError(f"worker {worker}: has scaffold {version}, this machine {ours}")


@dataclass(frozen=True)
class _Course(Generic[Item, Value]):
    """One run over a cluster."""

    client: Client
    work: Callable[[Item], Value]
    jobs: int

    def rows(self, items: Iterator[Item]) -> Iterator[Done[Item, Value]]:
        finished: SimpleQueue[Future] = SimpleQueue()
        going: dict[str, tuple[Future, Item]] = {}
        run, numbers = uuid.uuid4().hex, count()
        try:
            while True:
                for item in islice(items, max(self._room() - len(going), 0)):
                    future = self._submit(f"scaffold-{run}-{next(numbers)}", item)
                    going[future.key] = future, item
                    future.add_done_callback(finished.put)
                if not going:
                    return
                future = self._next(finished)
                _, item = going.pop(future.key)
                yield _read(future, item)
        finally:
            self.client.cancel([future for future, _ in going.values()])

    def _room(self) -> int:
        """How many items may be on their way; workers come and go."""
        room = max(len(self.client.nthreads()), 1) * _AHEAD
        return min(self.jobs, room) if self.jobs else room

    def _submit(self, key: str, item: Item) -> Future:
        needs = item.path if isinstance(item, Member) and item.path else None
        if needs is not None and not needs.exists():
            needs = None  # the work says what it makes of that
        words = (self.work, item, needs, fingerprint())
        return self.client.submit(_do_there, *words, key=key, pure=False)

    def _next(self, finished: "SimpleQueue[Future]") -> Future:
        while True:
            try:
                return finished.get(timeout=_LOOK_SECONDS)
            except Empty:
                _await_worker(self.client)


def _read(future: Future, item: Item) -> Done[Item, Any]:
    """What a worker made of its item."""
    try:
        done: Done[Item, Any] = future.result()
    except KilledWorker as error:
        deaths, last = error.allowed_failures + 1, error.last_worker.address
        said = f"{deaths} workers that worked on it died, the last one {last}"
        return Done(item, None, f"{said}; `--failed` tries it again")
    except CancelledError:
        raise ScaffoldError("the scheduler is gone, or somebody cancelled the run there") from None
    except Exception as error:  # noqa: BLE001 - what cannot travel is a row as well
        return Done(item, None, f"{type(error).__name__} on the way to a worker: {error}")
    return done


def _do_there(
    work: Callable[[Item], Value], item: Item, needs: Path | None, client: str
) -> Done[Item, Value]:
    """Runs at a worker."""
    worker = get_worker()
    if client != fingerprint():
        return Done(item, None, f"worker {worker.address}: its scaffold differs from the client's")
    if needs is not None and not needs.exists():
        said = f"{needs}: is not at worker {worker.address}"
        return Done(item, None, f"{said}; give the member a url, or a path on shared storage")
    with own_place(Path(worker.local_directory) / "scaffold-cache"):
        return do(work, item)
