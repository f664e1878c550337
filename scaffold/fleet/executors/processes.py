"""Members worked on by processes of this machine: one that dies takes one member with it."""

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any, Generic, NoReturn

from scaffold.fleet.executors.done import Done, Item, Value, do
from scaffold.scratch import hold, scratch

_PATIENCE_SECONDS = 30.0
_LONGEST_ADDRESS = 107  # bytes of a socket's path, unix(7)


def spread(
    work: Callable[[Item], Value], items: Sequence[Item], jobs: int = 0
) -> Iterator[Done[Item, Value]]:
    """Do the work for every item, in the order in which they are finished.

    Args:
        work: a function of a module, or a ``partial`` of one: it goes to other processes.
        items: what it is done for; each is taken when a process is free.
        jobs: how many processes; 0 is one a core. Never more begin than there are items, and one
            item, or one job, is worked on in this process.
    """
    jobs = min(jobs or len(os.sched_getaffinity(0)), max(len(items), 1))
    if jobs == 1:
        for item in items:
            yield do(work, item)
        return
    with scratch("fleet") as place:
        yield from _spread(work, iter(items), jobs, place)


@dataclass(frozen=True)
class _Worker(Generic[Item]):
    process: BaseProcess
    pipe: Connection
    item: Item


def _spread(
    work: Callable[[Item], Value], items: Iterator[Item], jobs: int, place: Path
) -> Iterator[Done[Item, Value]]:
    busy: dict[Any, _Worker[Item]] = {}

    def begin(worker: _Worker[Item]) -> None:
        busy[worker.pipe] = worker

    try:
        for item in islice(items, jobs):
            begin(_start(work, place, item))
        while busy:
            for pipe in wait(list(busy)):
                worker = busy.pop(pipe)
                done: Done[Item, Value] = _receive(worker)
                for item in islice(items, 1):
                    begin(_hand(worker, item) or _start(work, place, item))
                if pipe not in busy:
                    _dismiss(worker)
                yield done
    finally:
        for worker in busy.values():
            _dismiss(worker)


def _start(work: Callable[[Item], Value], place: Path, item: Item) -> _Worker[Item]:
    """Begin a process, which has a temporary folder of its own, with its first item."""
    context = _context()
    context.set_forkserver_preload(["scaffold.template", "scaffold.fleet.outlook"])
    folder = tempfile.mkdtemp(dir=place)
    ours, theirs = context.Pipe()
    words = (theirs, work, folder, dict(os.environ))
    process = context.Process(target=_serve, args=words, daemon=True)
    process.start()
    theirs.close()
    ours.send(item)
    return _Worker(process, ours, item)


def _context() -> ForkServerContext | SpawnContext:
    """How processes begin: forked from one that has imported all, where its socket can stand."""
    address = Path(tempfile.gettempdir(), "pymp-12345678", "listener-12345678")
    fits = len(os.fsencode(address)) <= _LONGEST_ADDRESS
    return (
        multiprocessing.get_context("forkserver") if fits else multiprocessing.get_context("spawn")
    )


def _hand(worker: _Worker[Item], item: Item) -> _Worker[Item] | None:
    """Give a process its next item; None when it is gone."""
    try:
        worker.pipe.send(item)
    except OSError:
        return None
    return _Worker(worker.process, worker.pipe, item)


def _receive(worker: _Worker[Item]) -> Done[Item, Any]:
    """What a process made of its item."""
    try:
        done: Done[Item, Any] = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(_PATIENCE_SECONDS)
        code = worker.process.exitcode or 0
        ended = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        error = f"the process that worked on it ended with {ended}; `--failed` tries it again"
        return Done(worker.item, None, error)
    return done


def _dismiss(worker: _Worker[Item]) -> None:
    """Let a process finish what it is at, and end it."""
    worker.pipe.close()
    worker.process.join(_PATIENCE_SECONDS)
    if worker.process.is_alive():
        worker.process.terminate()
        worker.process.join()


def _serve(
    pipe: Connection, work: Callable[[Item], Value], folder: str, environment: dict[str, str]
) -> None:
    """Work until the pipe is closed; an interrupt is the business of who holds its other end.

    Whoever that is may have been killed: the temporary folder is held, and removed, here as well.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.clear()  # it came from the process that forks, not from the one that asks
    os.environ.update(environment)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    signal.signal(signal.SIGTERM, _end)
    try:
        with hold(Path(folder).parent) as stands, suppress(EOFError, OSError):
            while stands:
                pipe.send(do(work, pipe.recv()))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # others still work beside it
            Path(folder).parent.rmdir()


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End in order: what the work has started ends with it."""
    sys.exit(1)
