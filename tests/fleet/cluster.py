"""A real Dask cluster on this machine: scheduler and workers are processes that can be killed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PATIENCE_SECONDS = 60


@dataclass
class Cluster:
    """A scheduler that gives an item up at its second death, and what begins workers beside it."""

    place: Path
    stack: ExitStack
    protocol: str = "tcp"

    @cached_property
    def scheduler(self) -> subprocess.Popen[bytes]:
        words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        words += ("--protocol", self.protocol)
        return self.start(*words, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1")

    def start(self, *words: str, **around: str) -> subprocess.Popen[bytes]:
        """Begin ``dask`` with these words; it ends with the test."""
        with (self.place / "log").open("ab") as log:
            process = subprocess.Popen(
                (sys.executable, "-m", "dask", *words, "--scheduler-file", str(self.file)),
                env={**os.environ, **around},
                stdout=log,
                stderr=log,
            )
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process

    def worker(self, *words: str, **around: str) -> subprocess.Popen[bytes]:
        """Begin a worker, which nobody begins again when it dies."""
        assert self.address
        folder = ("--local-directory", str(self.place / "workers"))
        return self.start("worker", "--no-dashboard", "--no-nanny", *folder, *words, **around)

    @property
    def file(self) -> Path:
        return self.place / "scheduler.json"

    @property
    def address(self) -> str:
        """As ``--executor`` takes it."""
        assert self.scheduler.poll() is None
        until(self.file.exists)
        place: str = json.loads(self.file.read_text())["address"]
        return place.replace("tcp://", "dask://").replace("tls://", "dask+tls://")


def until(holds: Callable[[], bool]) -> None:
    """Wait for something to be so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
